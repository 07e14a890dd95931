//! Folders that come, go, and lie in one another.

use super::*;

#[test]
fn a_missing_root_is_told_once_and_waited_for() {
    let mut bench = Bench::new();
    let root = bench.dir.path().to_path_buf();
    fs::remove_dir(&root).unwrap();
    assert_eq!(bench.scan(), [Event::RootMissing(root.clone())]);
    assert!(bench.scan().is_empty());
    assert_eq!(bench.watcher.status().roots_missing, 1);
    fs::create_dir(&root).unwrap();
    bench.append("a.txt", "one\n");
    bench.settle();
    assert_eq!(
        (bench.other.as_slice(), bench.lines.len()),
        ([Event::RootBack(root)].as_slice(), 1)
    );
}

#[test]
fn a_root_that_was_deleted_and_made_again_goes_on() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    fs::remove_dir_all(bench.dir.path()).unwrap();
    bench.settle();
    fs::create_dir(bench.dir.path()).unwrap();
    bench.append("a.txt", "one\ntwo\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"], "the checkpoint outlives a missing root");
    assert!(matches!(bench.other.as_slice(), [Event::RootMissing(_), Event::RootBack(_)]));
}

#[test]
fn a_folder_made_later_is_followed() {
    let mut bench = Bench::new();
    bench.settle();
    fs::create_dir_all(bench.path("account/history")).unwrap();
    bench.append("account/history/a.txt", "one\n");
    bench.settle();
    assert_eq!(bench.lines, ["one"]);
}

#[test]
fn a_folder_that_was_deleted_and_made_again_goes_on() {
    let mut bench = Bench::new();
    bench.append("account/a.txt", "one\n");
    bench.settle();
    for text in ["two\n", "two\nthree\n"] {
        fs::remove_dir_all(bench.path("account")).unwrap();
        bench.settle();
        assert_eq!(bench.watcher.status().files, 0);
        bench.append("account/a.txt", text);
        bench.settle();
    }
    assert_eq!(bench.lines, ["one", "two", "two", "three"]);
    fs::remove_dir_all(bench.path("account")).unwrap();
    bench.append("account/a.txt", "two\nthree\nfour\n");
    bench.settle();
    assert_eq!(bench.take_lines().last().map(String::as_str), Some("four"), "between two scans");
    assert!(bench.other.is_empty());
}

#[test]
fn a_folder_that_was_renamed_is_followed_under_its_new_name() {
    let mut bench = Bench::new();
    bench.append("old/a.txt", "one\n");
    bench.settle();
    fs::rename(bench.path("old"), bench.path("new")).unwrap();
    bench.append("new/a.txt", "two\n");
    // As the system may say it, which knows the folder by its old name.
    bench.hint("old/a.txt");
    bench.settle();
    assert_eq!(bench.lines, ["one", "one", "two"]);
    assert_eq!(bench.watcher.status().files, 1);
}

#[test]
fn a_root_that_was_renamed_and_came_back_goes_on_where_it_was() {
    let mut bench = Bench::new();
    let (root, aside) = (bench.path("root"), bench.path("aside"));
    bench.append("root/a.txt", "one\n");
    bench.follow(&[&root]);
    bench.settle();
    fs::rename(&root, &aside).unwrap();
    bench.settle();
    bench.append("aside/a.txt", "two\n");
    fs::rename(&aside, &root).unwrap();
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"]);
}

#[test]
fn a_root_that_goes_just_before_it_is_listed_keeps_its_checkpoints() {
    let mut bench = Bench::new();
    bench.append("a.txt", "one\n");
    bench.settle();
    let text = fs::read(bench.path("a.txt")).unwrap();
    fs::remove_dir_all(bench.dir.path()).unwrap();
    bench.watcher.patrol.regular = bench.now;
    assert!(bench.step(Duration::ZERO).is_empty());
    bench.append("a.txt", text);
    bench.append("a.txt", "two\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"]);
}

#[test]
fn each_of_several_roots_is_followed_whatever_the_others_do() {
    let mut bench = Bench::new();
    let roots = ["x", "y", "z"].map(|name| bench.path(name));
    bench.append("x/a.txt", "one\n");
    bench.append("y/a.txt", "two\n");
    bench.follow(&roots.each_ref().map(PathBuf::as_path));
    bench.settle();
    assert_eq!(bench.take_lines(), ["one", "two"]);
    assert_eq!(bench.other, [Event::RootMissing(roots[2].clone())]);
    fs::remove_dir_all(&roots[0]).unwrap();
    bench.append("y/a.txt", "three\n");
    bench.append("z/a.txt", "four\n");
    bench.settle();
    assert_eq!(bench.lines, ["three", "four"]);
    let status = bench.watcher.status();
    assert_eq!((status.roots_present, status.roots_missing), (2, 1));
}

#[test]
fn a_root_inside_another_and_a_root_named_twice_deliver_nothing_twice() {
    let mut bench = Bench::new();
    let (outer, inner) = (bench.dir.path().to_path_buf(), bench.path("account/history"));
    bench.append("account/history/deep/a.txt", "one\n");
    for roots in [[&outer, &inner, &outer], [&inner, &outer, &inner]] {
        bench.follow(&roots.map(PathBuf::as_path));
        bench.settle();
        bench.append("account/history/deep/a.txt", "two\n");
        bench.settle();
        assert_eq!(bench.take_lines(), ["one", "two"]);
        assert_eq!(bench.watcher.status().roots_present, 2);
        bench.replace("account/history/deep/a.txt", "one\n");
    }
    bench.watcher.add_root(inner);
    bench.settle();
    let status = bench.watcher.status();
    assert_eq!((status.roots_present, status.roots_missing, bench.other.len()), (2, 0, 0));
}

#[test]
fn a_missing_root_inside_another_keeps_its_checkpoints() {
    let mut bench = Bench::new();
    let (outer, inner) = (bench.dir.path().to_path_buf(), bench.path("history"));
    bench.append("history/a.txt", "one\n");
    bench.follow(&[&outer, &inner]);
    bench.settle();
    fs::rename(&inner, bench.dir.path().with_extension("aside")).unwrap();
    bench.settle();
    fs::rename(bench.dir.path().with_extension("aside"), &inner).unwrap();
    bench.append("history/a.txt", "two\n");
    bench.settle();
    assert_eq!(bench.lines, ["one", "two"]);
}

#[test]
fn a_root_that_is_added_later_is_followed() {
    let mut bench = Bench::new();
    let (first, second) = (bench.path("x"), bench.path("y"));
    bench.append("x/a.txt", "one\n");
    bench.append("y/a.txt", "two\n");
    bench.follow(&[&first]);
    bench.settle();
    assert_eq!(bench.take_lines(), ["one"]);
    bench.watcher.add_root(second.clone());
    let chunk = chunks(bench.scan()).pop().unwrap();
    assert_eq!((chunk.bytes.as_slice(), chunk.origin), (b"two\n".as_slice(), Origin::Grown));
}
