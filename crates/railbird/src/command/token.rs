//! `railbird token`: what lets clients in.

use chrono::Utc;
use push::token::{Grant, sign};

use super::print;
use crate::{
    cli::{TokenCommand, TokenOptions},
    settings::{OtherNames, RunOptions, Secret, signing_secret},
};

pub(super) fn run(command: TokenCommand) -> anyhow::Result<()> {
    let TokenCommand::Create(options) = command;
    let TokenOptions { sub, ttl, rooms, publish, admin, .. } = options;
    let said = RunOptions {
        jwt_secret: options.jwt_secret,
        jwt_secret_file: options.jwt_secret_file,
        jwt_public_key: options.jwt_public_key,
        config: options.config,
        ..RunOptions::default()
    };
    let Secret(secret) = signing_secret(said, &OtherNames::from_environment())?;
    let grant = Grant { sub, rooms, publish, admin, ttl: ttl.duration() };
    print(&sign(&secret, &grant, Utc::now())?)?;
    Ok(())
}
