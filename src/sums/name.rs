//! Names of subjects: products, units, ships, sites, teams, customers, as they stand in a sentence,
//! and the one form in which they are compared (雨燕-99, 雨燕99, 雨燕九十九 are one).

use regex::Regex;
use std::sync::LazyLock;

/// A name that stands in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Named {
    /// The form in which it is compared.
    pub(super) name: String,
    /// What kind of thing it is, if the name says so.
    pub(super) head: Option<String>,
}

const SIGNS: [char; 16] =
    ['-', ' ', '·', '“', '”', '"', '「', '」', '『', '』', '《', '》', '‘', '’', '(', ')'];

/// The form in which names are compared: no hyphens, spaces and quotation marks, numerals as digits.
pub(super) fn canonical(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars().filter(|c| !SIGNS.contains(c)).chain(['\0']) {
        if crate::fold::digit(c).is_some() && !c.is_ascii_digit() || c == '十' && !run.is_empty() {
            run.push(c);
            continue;
        }
        push_numeral(&run, &mut out);
        run.clear();
        if c != '\0' {
            out.push(c);
        }
    }
    out
}

/// Writes a run of Chinese digits: 九十九 and 九九 as `99`. A single one may be part of a word.
fn push_numeral(run: &str, out: &mut String) {
    let count = run.chars().count();
    if count < 2 {
        out.push_str(run);
        return;
    }
    if let Some((tens, ones)) = run.split_once('十') {
        let digit = |s: &str| s.chars().next_back().and_then(crate::fold::digit).unwrap_or(0);
        out.push_str(&(u32::from(digit(tens)) * 10 + u32::from(digit(ones))).to_string());
        return;
    }
    out.extend(run.chars().filter_map(crate::fold::digit).map(|d| char::from(b'0' + d)));
}

struct Shape {
    regex: Regex,
    /// Words before the head that make no name.
    generic: &'static [&'static str],
}

const QUOTED_GENERIC: &[&str] = &["内部", "秘密", "机密", "新兵", "老兵", "四有", "五四", "八一"];
const GENERIC: &[&str] = &[
    "军用", "后方", "新建", "某地", "战备", "地下", "训练", "试验", "综合", "我们", "这个", "那个", "一个",
    "物资", "生产", "教育", "研发", "技术", "设计", "项目", "科研", "整个", "销售", "管理", "运营", "服务",
    "专业", "创业", "核心", "本地", "采编", "医疗", "志愿", "我院", "我厂", "我所", "国防", "重点", "大型",
    "该型", "已装", "下水", "护卫", "驱逐", "登陆", "补给", "巡逻", "扫雷", "救护", "导弹", "测量", "潜水",
    "无人", "登上", "全体", "各个", "两个", "多个", "的", "在", "了", "是", "和", "与",
];

static SHAPES: LazyLock<Vec<Shape>> = LazyLock::new(|| {
    let shape = |pattern: &str, generic| Shape { regex: compiled(pattern), generic };
    vec![
        // A product or project with a number: 雨燕-99, SL-7.
        shape(
            "(?P<n>[一-龥]{2}-(?:[0-9]{1,4}[a-z]?|[零〇一二三四五六七八九十]{2,4}))(?:型)?(?P<h>[一-龥]{2,6})?",
            &[],
        ),
        shape("(?P<n>[a-z]{1,6}-[0-9]{1,4}[a-z]?)", &[]),
        shape(
            "(?P<n>[一-龥]{2}(?:[零〇一二三四五六七八九]{2,4}|[二三四五六七八九]十[一二三四五六七八九]?))(?:号机|型|产线|生产线|系列|项目|团队|号项目)",
            &[],
        ),
        // A nickname in quotation marks.
        shape("[“\"「『](?P<n>[一-龥a-z0-9-]{2,8})[”\"」』]", QUOTED_GENERIC),
        // Units.
        shape(
            "(?P<n>[0-9]{5})[一-龥]{0,4}?(?P<h>部队|旅|团|营区|营院|营|师|支队|大队|中队|分队|场站|雷达站|站|基地|仓库|油库|弹药库|医院|舰|艇|码头|阵地|机场|试验场|训练场|哨所|指挥所|指挥部|通信枢纽|兵站|军供站|维修所|修理厂|洞库|靶场|军港|机库|泵站|连|仓|库)",
            &[],
        ),
        shape(
            "(?:^|[^a-z])(?P<h>unit|brigade|regiment|battalion|squadron|base|depot|station) (?P<n>[0-9]{5})",
            &[],
        ),
        // Reservists by where they are from: 示例塘民兵运输连.
        shape("(?P<n>[一-龥]{2,4}(?:民兵|预备役)[一-龥]{0,4}?(?P<h>连|排|营|团|分队|应急队|保障队))", &[]),
        shape("(?:^|[^0-9])(?P<n>第?[0-9一二三四五六七八九十]{1,3}(?P<h>集团军|合成旅|旅|团|师))", &[]),
        shape("(?P<n>[一-龥]{2}(?P<h>舰|艇))", GENERIC),
        // Sites.
        shape(
            "(?P<n>[一-龥&&[^零〇一二三四五六七八九]]{2}(?P<h>军港|雷达站|靶场|军用机场|机场|试验场|油库|弹药库|指挥所|船厂|造船厂|基地|营区|仓库|码头|军工厂|兵工厂|测控站|发射场|工程))",
            GENERIC,
        ),
        // Teams.
        shape("(?P<n>[一-龥]{2}(?P<h>团队|课题组|攻关组|试验队|测试队|工作室))", GENERIC),
        // One's own unit, one's own firm, one's customer.
        shape("(?P<n>(?:我|本)(?P<h>旅|团|营|连|舰|艇|部|支队|大队|站|场站|厂|司|公司|所|院|集团))", &[]),
        shape("(?P<n>客户)", &[]),
        shape(
            "(?:一家|这家|该|那家|某|老主顾|同一家)[一-龥]{0,4}?(?P<n>[一-龥]{2}(?P<h>厂|研究所|研究院|院|所|部队|基地|公司|单位|场站))",
            &[],
        ),
    ]
});

#[allow(clippy::expect_used)] // Patterns of this file, each run by the tests.
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).expect("a pattern of the release")
}

/// Words for a thing that was named before: 该团, 这支部队, 同一单位.
static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        "(?:该|这个|这支|这座|这艘|那支|那座|那艘|同一|上述|此|他们|人家)(?P<h>部队|合成旅|旅|团|营|部|舰|艇|站|场站|基地|所|院|厂|项目|型号|工程|团队|单位|产品|军港|靶场|仓库|型|客户|用户)|\
         (?:^|[,。!?;:、 ])(?P<line>[一-龥]{2,3})(?:组|班组|产线|生产线|线|车间|工段|项目组)|\
         (?:^|[,。!?;:、 ])(?P<own>旅|团|营|舰|艇|站|库|厂|所)(?:里|上)",
    )
});

/// Words that say that two names of a sentence are one thing's.
static ALIAS: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        "客户是|客户为|代号|简称|又称|又名|昵称|绰号|内部叫|我们叫|也就是|下称|以下称|名叫|取名|被称为|叫它|唤作",
    )
});

/// The names in a folded sentence.
pub(super) fn named(sentence: &str) -> Vec<Named> {
    let mut out: Vec<Named> = Vec::new();
    // As it is written, and with spoken numbers as digits: 九九九五五部队.
    let plain = canonical(sentence);
    for (shape, text) in SHAPES.iter().flat_map(|s| [(s, sentence), (s, plain.as_str())]) {
        for found in shape.regex.captures_iter(text) {
            let Some(n) = found.name("n") else { continue };
            let whose =
                found.name("h").and_then(|h| n.as_str().strip_suffix(h.as_str())).unwrap_or(n.as_str());
            if shape.generic.iter().any(|g| whose.starts_with(g) || whose.ends_with(g)) {
                continue;
            }
            let name = canonical(n.as_str());
            let head = found.name("h").map(|h| h.as_str().to_owned());
            if name.chars().count() >= 2 && !out.iter().any(|o| o.name == name) {
                out.push(Named { name, head });
            }
        }
    }
    out
}

/// The head of a thing that a sentence only points back to.
pub(super) fn points_back(sentence: &str) -> Option<String> {
    let found = AGAIN.captures(sentence)?;
    found.name("h").or(found.name("own")).or(found.name("line")).map(|h| h.as_str().to_owned())
}

/// Whether a sentence says that its names are one thing's.
pub(super) fn says_alias(sentence: &str) -> bool {
    ALIAS.is_match(sentence)
}

/// A sentence that begins with what is done with a thing, and names only whom or what for.
static USED: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        "^[\\s,、:]*(?:它|这款|这批|这套|本品)?(?:已经|已|现|现在|目前|主要|专门|专|全部|全|都|将|就|会|要|这回|这次|本周|下周|上周)*\
         (?:用在|用于|用到|装在|装到|装上|配在|配给|配套|挂在|上了|供给|专供|供|交给|交付|移交|送给|送到|卖给|随)",
    )
});

/// Whether a sentence leaves out the thing that it is about, and names whom or what it is for.
pub(super) fn starts_with_use(sentence: &str) -> bool {
    USED.is_match(sentence)
}

/// Whether one numbered name is the end of another: 节虫99 of 竹节虫99.
pub(super) fn within(a: &str, b: &str) -> bool {
    let numbered = |n: &str| n.ends_with(|c: char| c.is_ascii_digit()) && stem(n).is_some();
    a != b && numbered(a) && numbered(b) && (a.ends_with(b) || b.ends_with(a))
}

/// Whether a thing with head `known` may be meant by 该`word`.
pub(super) fn same_head(word: &str, known: &str) -> bool {
    word == known
        || word == "部" && matches!(known, "部队" | "旅" | "团" | "营" | "师" | "支队" | "大队" | "站")
        || word == "部队" && matches!(known, "旅" | "团" | "营" | "师" | "支队" | "大队" | "部队")
        || word == "单位"
        || matches!(word, "客户" | "用户") && known == "客户"
        || known.ends_with(word)
        // 尾翼组 makes the 尾翼 of 示例-99火箭弹尾翼.
        || word.chars().count() > 1 && known.contains(word)
}

/// Whether a canonical sentence holds a canonical name, not inside a longer number.
pub(super) fn holds(sentence: &str, name: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    sentence.match_indices(name).any(|(at, found)| {
        let after = sentence.get(at + found.len()..).and_then(|r| r.chars().next());
        let before = sentence.get(..at).and_then(|r| r.chars().next_back());
        let cut_right = digit(found.chars().next_back()) && digit(after);
        let cut_left = digit(found.chars().next()) && digit(before);
        !cut_left && !cut_right
    })
}

/// The stem of a numbered name (海燕 of 海燕88), by which a product line goes too.
pub(super) fn stem(name: &str) -> Option<&str> {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (stem.len() < name.len() && stem.chars().count() >= 2).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_a_name_are_one() {
        for text in ["雨燕-99", "雨燕99", "雨燕九十九", "“雨燕-99”", "雨燕九九"] {
            assert_eq!(canonical(text), "雨燕99", "{text}");
        }
        assert_eq!(canonical("一条产线"), "一条产线");
        assert!(holds("海燕88产线", "海燕88") && !holds("海燕881产线", "海燕88"));
        assert_eq!(stem("海燕88"), Some("海燕"));
    }

    #[test]
    fn names_are_seen_in_a_sentence() {
        let names = |s: &str| named(s).into_iter().map(|n| n.name).collect::<Vec<_>>();
        assert_eq!(names("新品“海燕-88”装在示例-99轮式战车上"), ["海燕88", "示例99"]);
        assert_eq!(names("99941旅在示例镇驻训"), ["99941"]);
        assert!(names("示例军港二期").contains(&"示例军港".to_owned()));
        assert!(names("研发团队很辛苦").is_empty());
        assert_eq!(points_back("该团今年补兵").as_deref(), Some("团"));
        assert_eq!(points_back("尾翼组只在夜班开工").as_deref(), Some("尾翼"));
        assert!(same_head("尾翼", "火箭弹尾翼供") && !same_head("舵面", "火箭弹尾翼供"));
        assert!(starts_with_use("用在示例-99坦克上") && !starts_with_use("雨燕-99用在坦克上"));
        assert!(within("节虫99", "竹节虫99") && !within("节虫99", "竹节虫98"));
        assert!(named("又去九九九八八仓库了").iter().all(|n| n.name == "99988"));
        assert!(same_head("部", "旅") && !same_head("舰", "旅"));
    }
}
