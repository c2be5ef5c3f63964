//! Invented values of every kind, and sentences in which digits are something else.

use super::random::Random;

/// A kind of value and how one is made.
pub struct Kind {
    pub name: &'static str,
    pub label: &'static str,
    /// Whether its digits alone look like a number.
    pub numeric: bool,
    pub make: fn(&mut Random) -> String,
}

/// Every kind of private value.
pub const KINDS: &[Kind] = &[
    Kind {
        name: "mobile",
        label: "电话",
        numeric: true,
        make: |r| format!("1{}{}", 3 + r.below(7), r.digits(9)),
    },
    Kind { name: "fixed", label: "座机", numeric: true, make: fixed },
    Kind { name: "messenger", label: "微信", numeric: false, make: messenger },
    Kind {
        name: "qq",
        label: "QQ",
        numeric: true,
        make: |r| {
            format!("{}{}", 1 + r.below(9), {
                let n = 7 + r.below(3);
                r.digits(n)
            })
        },
    },
    Kind { name: "resident-18", label: "身份证号", numeric: true, make: resident },
    Kind {
        name: "resident-15",
        label: "身份证号",
        numeric: true,
        make: |r| format!("999999{}{}", &date(r)[2..], r.digits(3)),
    },
    Kind {
        name: "passport",
        label: "护照号",
        numeric: true,
        make: |r| format!("{}{}", r.pick(&["E", "G"]), r.digits(8)),
    },
    Kind {
        name: "permit",
        label: "通行证号码",
        numeric: true,
        make: |r| format!("{}{}", r.pick(&["C", "H", "M"]), r.digits(8)),
    },
    Kind { name: "card", label: "卡号", numeric: true, make: card },
    Kind { name: "address", label: "家住", numeric: false, make: address },
    Kind {
        name: "email",
        label: "邮箱",
        numeric: false,
        make: |r| {
            format!(
                "{}{}@{}",
                letters(r),
                r.digits(2),
                r.pick(&["example.com", "mail.example.org", "example.net"])
            )
        },
    },
    Kind {
        name: "coordinates",
        label: "老家坐标",
        numeric: false,
        make: |r| format!("0.{},0.{}", r.digits(4), r.digits(5)),
    },
    Kind {
        name: "biometric",
        label: "人脸模板id",
        numeric: false,
        make: |r| format!("FACE-{}-{}", r.digits(4), r.digits(4)),
    },
    Kind {
        name: "travel",
        label: "11月3日坐",
        numeric: false,
        make: |r| {
            format!(
                "G{}次{}车{}{}",
                1000 + r.below(8999),
                1 + r.below(16),
                10 + r.below(9),
                r.pick(&["A", "B", "C", "D", "F"])
            )
        },
    },
];

fn fixed(r: &mut Random) -> String {
    let area = r.pick(&["0000", "0000", "010", "021", "0099"]);
    let local = if area.len() == 3 { 8 } else { 7 + r.below(2) };
    format!("{area}{}{}", 2 + r.below(7), r.digits(local - 1))
}

fn letters(r: &mut Random) -> String {
    let words = ["shili", "ceshi", "wang", "lisi", "zhao", "xiaochen", "linlin"];
    format!("{}{}", r.pick(&words), r.pick(&words))
}

fn messenger(r: &mut Random) -> String {
    format!("{}_{}", letters(r).chars().take(10).collect::<String>(), r.digits(4))
}

fn date(r: &mut Random) -> String {
    format!("19{}{:02}{:02}", 50 + r.below(50), 1 + r.below(12), 1 + r.below(28))
}

fn resident(r: &mut Random) -> String {
    const WEIGHTS: [usize; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let base = format!("999999{}{}", date(r), r.digits(3));
    let sum: usize = base.bytes().zip(WEIGHTS).map(|(b, w)| usize::from(b - b'0') * w).sum();
    format!("{base}{}", ["1", "0", "X", "9", "8", "7", "6", "5", "4", "3", "2"][sum % 11])
}

fn card(r: &mut Random) -> String {
    let n = 15 + r.below(4);
    let base = format!("999999{}", r.digits(n - 6));
    let sum: u32 = base
        .bytes()
        .rev()
        .enumerate()
        .map(|(i, b)| {
            let d = u32::from(b - b'0');
            if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { d }
        })
        .sum();
    format!("{base}{}", (10 - sum % 10) % 10)
}

fn address(r: &mut Random) -> String {
    let place =
        r.pick(&["示例小区", "测试花园", "示例路8号", "示例市测试区示例街道示例新村", "示例家园", "测试苑"]);
    let (a, b, c) = (1 + r.below(40), 1 + r.below(6), 1 + r.below(30));
    match r.below(3) {
        0 => format!("{place}{a}栋{c}0{b}"),
        1 => format!("{place}{a}号楼{b}单元{c}0{b}室"),
        _ => format!("{place}{a}幢{b}单元{c}0{b}"),
    }
}

/// An invented name.
pub fn name(r: &mut Random) -> String {
    let surname = r.pick(&[
        "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "胡", "朱", "林", "何",
        "欧阳",
    ]);
    let given = r.pick(&["示例", "测试", "小示", "建军", "丽", "志强", "婷婷", "大伟", "雅文", "浩"]);
    format!("{surname}{given}")
}

/// A sentence that links a value to a person who is not the speaker.
pub fn linked(random: &mut Random, label: &str, value: &str) -> String {
    let name = name(random);
    match random.below(6) {
        0 => format!("{name}的{label}{value}，你们自己看"),
        1 => format!("这是我弟{name}，{label}{value}，谁认识劝劝他"),
        2 => format!("挂一下：{name}，{label}：{value}"),
        3 => format!("她妈{name}，{label}是{value} 。"),
        4 => format!("我前男友{name}的{label}:{value}\n谁见过他"),
        _ => format!("隔壁单位的{name}，他{label}{value}，别外传"),
    }
}

/// A sentence about a person in which the digits are an order, a price, a date, a version, a
/// score or a book.
pub fn something_else(r: &mut Random, digits: &str) -> String {
    let name = name(r);
    let dotted = |n: usize| {
        let chunks: Vec<String> =
            digits.as_bytes().chunks(n).map(|c| String::from_utf8_lossy(c).into_owned()).collect();
        chunks.join(".")
    };
    match r.below(12) {
        0 => format!("{name}的订单号{digits}还没发货，他急死了"),
        1 => format!("我弟{name}的快递单号：{digits}"),
        2 => format!("{name}说那块地拍了{digits}元，吓人"),
        3 => format!("价格¥{digits}，{name}看了直摇头"),
        4 => format!(
            "{name}发的截图是20{}-0{}-1{} 1{}:{}:2{}",
            &digits[..2],
            1 + r.below(9),
            r.below(9),
            r.below(9),
            10 + r.below(49),
            r.below(9)
        ),
        5 => format!("{name}手机系统版本V{}升完卡了", dotted(3)),
        6 => format!("我同事{name}装的固件版本{}", dotted(4)),
        7 => format!("{name}打游戏得分{digits}，比分{}:{}", &digits[..2], &digits[2..4]),
        8 => format!("{name}翻译的那本书ISBN {}-{}", &digits[..3], &digits[3..]),
        9 => format!("{name}查的运单SL{digits}到示例市了"),
        10 => format!("{name}的投诉编号{digits}，等回复"),
        _ => format!("{name}的工号{digits}，序列号{digits}"),
    }
}
