//! Pictures of accounts: the reference implementation's hashes of the same files, files that are no
//! picture, the search among hashes against plain comparison, and what an emblem changes.
#![allow(missing_docs, clippy::unwrap_used, clippy::disallowed_methods)] // A test reads files.

#[path = "generate/moving.rs"]
mod moving;
#[path = "generate/picture.rs"]
mod picture;
#[path = "generate/random.rs"]
mod random;

use base64::Engine as _;
use kanhe::avatar::{AvatarError, Emblems, MAX_DISTANCE, MIN_QUALITY, Pdq, hash};
use kanhe::lexicon::{NAMES, parse};
use kanhe::message::{Decision, Finding};
use kanhe::pipeline::{Engine, Outcome};
use picture::{CHANGES, Picture, emblems, shapes};
use random::Random;
use serde_json::{Value, json};
use std::sync::LazyLock;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().unwrap());
const VECTORS: &str = include_str!("fixtures/pdq/vectors.tsv");

fn file(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/pdq/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn hashes_of_the_reference() {
    let mut seen = 0;
    for row in VECTORS.lines().skip(2) {
        let [name, pdq, quality] = row.split('\t').collect::<Vec<_>>().try_into().unwrap();
        let (wanted, got) = (Pdq::parse(pdq).unwrap(), hash(&file(name)).unwrap());
        assert_eq!(got.quality.to_string(), quality, "{name}");
        // What has no structure is rounding errors all through, and is never used.
        if got.quality >= MIN_QUALITY {
            assert_eq!(got.pdq.to_string(), wanted.to_string(), "{name}");
            assert_eq!(got.usable(), Some(wanted));
            seen += 1;
        } else {
            assert_eq!(got.usable(), None, "{name}");
        }
    }
    assert_eq!(seen, 15);
}

#[test]
fn files_that_are_no_picture() {
    let refused = |file: &[u8]| hash(file).unwrap_err();
    assert_eq!(refused(b""), AvatarError::Format);
    assert_eq!(refused(b"BM"), AvatarError::Format);
    assert_eq!(refused(b"GIF89a"), AvatarError::Gif);
    assert_eq!(refused(b"RIFF\x04\0\0\0WEBP"), AvatarError::WebP);
    for (name, error) in [("grey2.png", AvatarError::Png), ("base.jpg", AvatarError::Jpeg)] {
        let whole = file(name);
        for part in [20, 40, whole.len() / 2] {
            assert_eq!(refused(&whole[..part]), error, "{name} cut at {part}");
        }
    }
    let mut huge = file("grey2.png");
    huge[16..24].copy_from_slice(&[0, 1, 0, 0, 0, 1, 0, 0]);
    assert!(matches!(refused(&huge), AvatarError::Png), "the head's sum no longer fits");
    let blank = Picture::drawn(2100, 2100, |_, _| 128.0);
    assert_eq!(refused(&blank.png()), AvatarError::Pixels);
    let mut scans = file("progressive.jpg");
    let start = scans.windows(2).position(|w| w == [0xff, 0xda]).unwrap();
    let scan = scans[start..start + 14].to_vec();
    (0..80).for_each(|_| scans.splice(start..start, scan.clone()).for_each(drop));
    assert_eq!(refused(&scans), AvatarError::Scans);
    // Fewer scans, of a picture that says it is as large as any may be.
    let mut large = file("progressive.jpg");
    (0..20).for_each(|_| large.splice(start..start, scan.clone()).for_each(drop));
    let size = large.windows(2).position(|w| w == [0xff, 0xc2]).unwrap() + 5;
    large[size..size + 4].copy_from_slice(&[8, 0, 8, 0]);
    assert_eq!(refused(&large), AvatarError::Scans);
    // Whatever is changed in a file, there is an answer.
    let mut random = Random::new("pictures", 1);
    let drawn = shapes(&mut random, 64);
    let web = [moving::gif(&drawn, &drawn), moving::webp(&drawn, &drawn)];
    for whole in ["colour1.png", "base.jpg", "progressive.jpg"].map(file).iter().chain(&web) {
        for _ in 0..60 {
            let mut changed = whole.clone();
            for _ in 0..=random.below(6) {
                let at = random.below(changed.len());
                changed[at] = random.below(256) as u8;
            }
            let _ = hash(&changed);
        }
    }
}

/// What is drawn in the same shades has nearly the same bits.
const SAME: u32 = 4;

#[test]
fn of_pictures_that_move_the_first_frame_counts() {
    let mut random = Random::new("frames", 1);
    let (first, second) = (shapes(&mut random, 96), shapes(&mut random, 96));
    let (wanted, other) = (hash(&first.png()).unwrap().pdq, hash(&second.png()).unwrap().pdq);
    assert!(wanted.distance(other) > MAX_DISTANCE);
    for (title, make) in moving::FORMATS {
        let got = hash(&make(&first, &second)).unwrap().usable().unwrap();
        assert!(got.distance(wanted) <= SAME, "{title}: {}", got.distance(wanted));
        let got = hash(&make(&second, &first)).unwrap().usable().unwrap();
        assert!(got.distance(other) <= SAME, "{title}: {}", got.distance(other));
    }
}

#[test]
fn gif_and_webp_are_bounded_before_they_are_decoded() {
    let drawn = shapes(&mut Random::new("bounds", 1), 64);
    let large = 2100u16.to_le_bytes();
    let mut gif = moving::gif(&drawn, &drawn);
    gif[6..10].copy_from_slice(&[large, large].concat());
    assert_eq!(hash(&gif).unwrap_err(), AvatarError::Pixels);
    // The page is smaller than the frame on it.
    gif[6..10].copy_from_slice(&[32, 0, 32, 0]);
    assert_eq!(hash(&gif).unwrap_err(), AvatarError::Gif);
    let webp = moving::webp(&drawn, &drawn);
    // Coded data that say that they are as large as any can be, wherever they stand.
    let mut coded = webp.clone();
    coded.extend(b"VP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\xff\x3f\xff\x3f");
    assert_eq!(hash(&coded).unwrap_err(), AvatarError::Pixels);
    for (whole, error) in [(moving::gif(&drawn, &drawn), AvatarError::Gif), (webp, AvatarError::WebP)] {
        assert_eq!(hash(&whole[..whole.len() / 4]).unwrap_err(), error);
    }
}

#[test]
fn a_border_of_one_shade_hides_nothing_and_a_page_is_none() {
    let mut random = Random::new("borders", 1);
    let picture = shapes(&mut random, 128);
    let wanted = hash(&picture.png()).unwrap();
    assert_eq!(wanted.inside, None);
    let framed = |more: usize, shade: f64| {
        Picture::drawn(128 + 2 * more, 128 + 2 * more, |x, y| {
            let inside = [x, y].iter().all(|n| (more..128 + more).contains(n));
            if inside { f64::from(picture.pixels[(y - more) * 128 + x - more]) } else { shade }
        })
    };
    for (more, shade) in [(2, 255.0), (6, 255.0), (12, 0.0)] {
        let inside = hash(&framed(more, shade).png()).unwrap().inside.unwrap();
        assert_eq!(inside, wanted.pdq, "{more} points of {shade}");
    }
    // So wide that it is the page on which the picture stands.
    assert_eq!(hash(&framed(60, 255.0).png()).unwrap().inside, None);
    // Nothing but border.
    assert_eq!(hash(&Picture::drawn(64, 64, |_, _| 255.0).png()).unwrap().all().count(), 0);
}

fn random_hash(random: &mut Random) -> Pdq {
    let digit = |n: usize| char::from(b"0123456789abcdef"[n]);
    Pdq::parse(&(0..64).map(|_| digit(random.below(16))).collect::<String>()).unwrap()
}

#[test]
fn the_index_finds_what_plain_comparison_finds() {
    let mut random = Random::new("hashes", 1);
    for size in [3, 271, 272, 4000] {
        let hashes: Vec<Pdq> = (0..size).map(|_| random_hash(&mut random)).collect();
        let index = Emblems::new(hashes.clone());
        let mut found = 0;
        for round in 0..400 {
            let mut text: Vec<u8> = hashes[random.below(size)].to_string().into_bytes();
            for _ in 0..round % 18 {
                let at = random.below(64);
                text[at] = b"0123456789abcdef"[random.below(16)];
            }
            let asked = Pdq::parse(&String::from_utf8(text).unwrap()).unwrap();
            let plain = hashes.iter().enumerate().map(|(i, h)| (i, h.distance(asked)));
            let plain = plain.filter(|(_, d)| *d <= MAX_DISTANCE).min_by_key(|(i, d)| (*d, *i));
            assert_eq!(index.nearest(asked), plain);
            found += usize::from(plain.is_some());
        }
        assert!((200..400).contains(&found), "{found} of 400 are near");
    }
}

#[test]
fn shipped_emblems_are_as_they_are_drawn() {
    let (name, text) = NAMES.iter().find(|(n, _)| n.starts_with("emblems")).unwrap();
    let listed = parse(name, text).unwrap().emblem;
    let listed: Vec<(String, String)> =
        listed.iter().map(|e| (e.id.as_ref().clone(), e.pdq.to_string())).collect();
    let drawn = emblems().map(|(id, picture)| {
        let hashed = hash(&picture.png()).unwrap();
        assert!(hashed.quality >= MIN_QUALITY, "{id}");
        (id.to_owned(), hashed.pdq.to_string())
    });
    assert_eq!(listed, drawn);
}

#[test]
fn changed_pictures_are_found_and_others_are_not() {
    let mut random = Random::new("changes", 1);
    let pictures: Vec<Picture> = (0..24).map(|_| shapes(&mut random, 128)).collect();
    let pdq = |p: &Picture| hash(&p.png()).unwrap();
    let index = Emblems::new(pictures.iter().map(|p| pdq(p).pdq).collect());
    for (title, change) in CHANGES {
        let same = |(i, p): (usize, &Picture)| {
            let hashed = hash(&change(p, &mut Random::new(title, i)).file()).unwrap();
            hashed.all().any(|pdq| index.nearest(pdq).map(|n| n.0) == Some(i))
        };
        let found = pictures.iter().enumerate().filter(|p| same(*p)).count();
        // What is laid over a picture changes most; the bench `avatars` has the shares.
        let least = match title {
            "with a badge in the corner" => 16,
            "with a border of 1.5 %" | "tinted" | "in other colours" => 23,
            _ => 20,
        };
        assert!(found >= least, "{title}: {found} of 24");
    }
    let others = (0..100).filter(|_| index.nearest(pdq(&shapes(&mut random, 128)).pdq).is_some()).count();
    assert_eq!(others, 0);
}

fn decided(name: &str, avatar: &Value) -> Vec<Finding> {
    let event = json!({
        "id": "r1", "type": "registration", "time": "2026-03-01T08:00:00+08:00", "account": "a1",
        "parts": [{"kind": "nickname", "text": name}], "avatar": avatar,
    });
    match ENGINE.step(event.to_string().as_bytes()) {
        Outcome::Decided(d) => match d.decision {
            Decision::Registration(d) => d.findings,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

fn image(picture: &Picture) -> Value {
    json!({ "image": base64::engine::general_purpose::STANDARD.encode(picture.png()) })
}

#[test]
fn an_emblem_supports_a_name_and_is_nothing_alone() {
    let [(_, gear), ..] = emblems();
    let (smaller, given) = (CHANGES[0].1(&gear, &mut Random::new("", 0)), hash(&gear.png()).unwrap().pdq);
    let other = shapes(&mut Random::new("other", 7), 128);
    let blank = Picture::drawn(64, 64, |_, _| 200.0);
    let emblem = |findings: &[Finding]| findings.iter().any(|f| f.rule == "10-1/emblem");
    let posing = "解放军示例旅招收办";
    for avatar in [image(&gear), image(&smaller), json!({ "pdq": given.to_string() })] {
        assert!(emblem(&decided(posing, &avatar)));
        for name in ["爱看星星的小示例", "解放军老兵老王", "示例军迷俱乐部"] {
            assert_eq!(decided(name, &avatar), [], "{name}");
        }
    }
    let plain = decided(posing, &Value::Null);
    assert!(!plain.is_empty());
    for avatar in [image(&other), image(&blank)] {
        assert_eq!(decided(posing, &avatar), plain, "neither another picture nor a blank one says anything");
    }
    // The picture outranks the hash that comes with it.
    let mut both = image(&blank);
    both["pdq"] = json!(given.to_string());
    assert_eq!(decided(posing, &both), plain);
}

#[test]
fn a_bad_avatar_is_a_dead_letter() {
    for avatar in [json!({"image": "*"}), json!({"image": "AAAA"}), json!({"pdq": "12"})] {
        let event = json!({
            "id": "r1", "type": "registration", "time": "2026-03-01T08:00:00+08:00", "account": "a1",
            "parts": [], "avatar": avatar,
        });
        let Outcome::Dead(letter) = ENGINE.step(event.to_string().as_bytes()) else { panic!("{event}") };
        assert_eq!((letter.code, letter.keeps_input), ("bad-avatar", true));
        assert!(letter.detail.starts_with("field `avatar."));
    }
}
