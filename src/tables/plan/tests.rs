use super::*;
use crate::cluster;
use crate::tables::ANY;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const DISTRICTS: u32 = 3;

fn domains() -> Vec<Domain> {
    let paths: Vec<Vec<String>> = (0..12)
        .map(|n| vec![format!("省{}", n % 2), format!("区{}", n % 6 % DISTRICTS), format!("街{n}")])
        .map(|mut path| {
            path[1] = format!("{}{}", path[0], path[1]);
            path
        })
        .collect();
    vec![
        Domain::interval(0.0, 99.0, 1.0).unwrap(),
        Domain::prefix(4, &[1, 2]).unwrap(),
        Domain::Tree(cluster::Tree::new(&paths).unwrap()),
    ]
}

fn planner(k: u64, l: u64, t: Option<f64>, rows: &[Vec<u32>]) -> Planner {
    let mut counts = vec![0u64; 4];
    for row in rows {
        counts[row[5] as usize] += 1;
    }
    let values: Vec<String> = (0..4).map(|n| format!("病{n}")).collect();
    Planner {
        domains: domains(),
        sensitive: 1,
        k,
        l,
        t,
        shares: vec![Some(Shares::new(&values, &counts))],
        least: 1,
    }
}

/// Age, code, place, the person's two halves, illness.
fn row() -> impl Strategy<Value = Vec<u32>> {
    let age = prop_oneof![9 => 0u32..100, 1 => Just(ANY)];
    let code = prop_oneof![
        9 => (0u32..3, 0u32..3, 0u32..10, 0u32..10).prop_map(|(a, b, c, d)| a << 12 | b << 8 | c << 4 | d),
        1 => Just(ANY)
    ];
    let place = prop_oneof![8 => 0u32..12, 1 => Just(ANY), 1 => (0u32..12).prop_map(|n| n | 1 << 31)];
    (age, code, place, 0u32..60, 0u32..4)
        .prop_map(|(age, code, place, person, ill)| vec![age, code, place, person, 7, ill])
}

fn grown(planner: &Planner, rows: &[Vec<u32>]) -> Tree {
    let mut tree = Tree::new(planner.domains.len());
    let mut codes: Vec<u32> = rows.iter().flatten().copied().collect();
    tree.grow(0, &mut codes, planner, &|_| false);
    tree
}

proptest! {
    #[test]
    fn every_class_keeps_the_promise_and_covers_its_rows(
        rows in prop::collection::vec(row(), 1..400), k in 1u64..8, l in 1u64..4, close in any::<bool>(),
    ) {
        let t = close.then_some(0.4);
        let planner = planner(k, l, t, &rows);
        let codes: Vec<u32> = rows.iter().flatten().copied().collect();
        let all = InMemory { codes: &codes, width: planner.width() };
        let Ok(possible) = planner.holds(&all);
        prop_assume!(possible);
        let tree = grown(&planner, &rows);
        let mut classes: BTreeMap<u32, Vec<&Vec<u32>>> = BTreeMap::new();
        for row in &rows {
            classes.entry(tree.find(&planner.domains, row).unwrap()).or_default().push(row);
        }
        for (number, rows) in &classes {
            let leaf = tree.leaf(*number).unwrap();
            prop_assert_eq!(leaf.rows, rows.len() as u64);
            let persons: BTreeSet<u32> = rows.iter().map(|row| row[3]).collect();
            let ill: BTreeSet<u32> = rows.iter().map(|row| row[5]).collect();
            prop_assert!(persons.len() as u64 >= k && ill.len() as u64 >= l);
            let mut counts = BTreeMap::new();
            for row in rows {
                *counts.entry(row[5]).or_insert(0u64) += 1;
            }
            let counts: Vec<(u32, u64)> = counts.into_iter().collect();
            let distance = planner.shares[0].as_ref().unwrap().distance(&counts);
            prop_assert!(t.is_none_or(|t| distance <= t + 1e-9), "{distance}");
            for row in rows {
                for ((domain, code), cell) in planner.domains.iter().zip(*row).zip(leaf.cells) {
                    prop_assert!(cell.covers(span(domain, *code)));
                }
            }
        }
        prop_assert_eq!(tree.fates().published, rows.len() as u64);
    }

    #[test]
    fn a_cut_that_is_taken_back_leaves_every_row_in_a_class(
        rows in prop::collection::vec(row(), 20..200), pick in any::<prop::sample::Index>(),
    ) {
        let planner = planner(2, 1, None, &rows);
        let mut tree = grown(&planner, &rows);
        let leaf = tree.find(&planner.domains, &rows[pick.index(rows.len())]).unwrap();
        let wider = tree.widen(leaf, &planner, &|_| false);
        prop_assert_eq!(wider.is_some(), tree.len() > 1);
        for row in &rows {
            let class = tree.find(&planner.domains, row).unwrap();
            prop_assert!(tree.is_class(class));
            let leaf = tree.leaf(class).unwrap();
            for ((domain, code), cell) in planner.domains.iter().zip(row).zip(leaf.cells) {
                prop_assert!(cell.covers(span(domain, *code)));
            }
        }
        prop_assert_eq!(tree.fates().published, rows.len() as u64);
    }
}

#[test]
fn what_is_alike_stays_apart_from_what_is_not() {
    // Two towns of ten persons each: two classes, not one.
    let rows: Vec<Vec<u32>> =
        (0..20).map(|n| vec![if n < 10 { 20 } else { 80 }, 0x1111, 0, n, 0, n % 4]).collect();
    let tree = grown(&planner(5, 2, None, &rows), &rows);
    assert_eq!(tree.fates(), Fates { classes: 2, published: 20, withheld: 0, loss: 0.0 });
}

#[test]
fn one_row_that_could_be_anything_does_not_spoil_the_others() {
    let mut rows: Vec<Vec<u32>> = (0..200).map(|n| vec![n % 100, 0x1111, 0, n, 0, n % 4]).collect();
    rows.push(vec![ANY, 0x1111, 0, 999, 0, 0]);
    let tree = grown(&planner(5, 1, None, &rows), &rows);
    let leaf = tree.leaf(tree.find(&domains(), &rows[200]).unwrap()).unwrap();
    assert!(leaf.rows < 20, "{leaf:?}");
    assert!(tree.fates().loss < 0.06, "{:?}", tree.fates());
}
