//! Names of bodies of every kind, ways in which they are imitated, and names of others that must
//! be left alone. The lists are written by hand and owe nothing to the tables of the folds.

#![allow(dead_code)] // Those who share it take what they need.
use super::random::Random;

const REGION: &str = "安平宁江海山林河泉洛川陵阳原城丰华康泰永长云青白石金银东西南北新兴定远清明和顺通达文昌武汉嘉庆\
临沂潭湖岭溪浦桥关塘池井堰洲岛峰岩松柏桐梅桃柳荷兰菊竹枫榆槐杉澄屿霁岚沅澜渭泾汾淇漳沭濮颍涡淮澧";
const LEVEL: [&str; 6] = ["市", "县", "区", "镇", "省", "州"];
const BRAND: &str = "华泰盛鑫宏达恒瑞嘉信诚德仁和美佳康健天元启创智慧科蓝绿红星辰光明月海洋峰岭松鹤龙凤麒麟祥云锦绣富\
贵荣昌隆兴旺发利源丰广博雅致远思维众联合融通捷迅易安宁静馨悦欣怡朗晴晨曦晓禾苗田园林森木叶芽果实";
const ORDINAL: [&str; 5] = ["第一", "第二", "第三", "第四", "第五"];
const HOSPITAL: [&str; 8] =
    ["人民医院", "中医医院", "妇幼保健院", "口腔医院", "中心医院", "儿童医院", "肿瘤医院", "康复医院"];
const BANK: [&str; 5] = ["银行", "农村商业银行", "村镇银行", "城市商业银行", "信用合作联社"];
const NEWS: [&str; 8] = ["日报", "晚报", "新闻网", "广播电视台", "融媒体中心", "都市报", "晨报", "交通广播"];
const SCHOOL: [&str; 8] =
    ["中学", "小学", "实验学校", "职业技术学院", "师范大学", "理工大学", "外国语学校", "幼儿园"];
const TRADE: [&str; 14] = [
    "科技",
    "贸易",
    "食品",
    "建筑工程",
    "文化传媒",
    "物流",
    "医药",
    "电子",
    "机械制造",
    "环保",
    "能源",
    "农业",
    "教育咨询",
    "餐饮管理",
];
const FORM: [&str; 4] = ["有限公司", "股份有限公司", "集团", "有限责任公司"];
const OTHER: [&str; 8] =
    ["博物馆", "图书馆", "慈善总会", "红十字会", "教育局", "公安局", "文化馆", "卫生健康委员会"];

/// How a name is imitated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Confusion {
    LookAlike,
    Homophone,
    Traditional,
    Width,
    Separators,
    ZeroWidth,
    Suffix,
    Dropped,
    Swapped,
    Pinyin,
}

/// All of them.
pub const CONFUSIONS: [Confusion; 10] = [
    Confusion::LookAlike,
    Confusion::Homophone,
    Confusion::Traditional,
    Confusion::Width,
    Confusion::Separators,
    Confusion::ZeroWidth,
    Confusion::Suffix,
    Confusion::Dropped,
    Confusion::Swapped,
    Confusion::Pinyin,
];

/// Whose the name is that must be left alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Other {
    Neighbour,
    NewBody,
    Fan,
    Critic,
    Person,
    Shop,
    Place,
}

/// All of them.
pub const OTHERS: [Other; 7] =
    [Other::Neighbour, Other::NewBody, Other::Fan, Other::Critic, Other::Person, Other::Shop, Other::Place];

/// A name in its parts.
#[derive(Debug, Clone)]
pub struct Name {
    pub parts: Vec<String>,
}

impl Name {
    /// The name as it is written.
    pub fn text(&self) -> String {
        self.parts.concat()
    }
}

fn chars(of: &str, n: usize, random: &mut Random) -> String {
    let all: Vec<char> = of.chars().filter(|c| !c.is_whitespace()).collect();
    (0..n).map(|_| random.pick(&all)).collect()
}

fn region(random: &mut Random) -> String {
    chars(REGION, 2, random) + random.pick(&LEVEL)
}

fn brand(random: &mut Random) -> String {
    let n = 2 + usize::from(random.below(3) == 0);
    chars(BRAND, n, random)
}

/// A name of a body.
pub fn name(random: &mut Random) -> Name {
    let parts = match random.below(20) {
        0..=2 if random.below(2) == 0 => {
            vec![region(random), random.pick(&ORDINAL).to_owned(), random.pick(&HOSPITAL).to_owned()]
        }
        0..=2 => vec![region(random), brand(random), random.pick(&HOSPITAL).to_owned()],
        3 | 4 => vec![brand(random), random.pick(&BANK).to_owned(), chars(REGION, 2, random) + "分行"],
        5 | 6 => vec![region(random) + &brand(random), random.pick(&NEWS).to_owned()],
        7..=9 => vec![region(random), brand(random), random.pick(&SCHOOL).to_owned()],
        10..=17 => vec![
            chars(REGION, 2, random),
            brand(random),
            random.pick(&TRADE).to_owned(),
            random.pick(&FORM).to_owned(),
        ],
        _ => vec![region(random), region(random), random.pick(&OTHER).to_owned()],
    };
    Name { parts }
}

const ALIKE: &str = "未末 土士 日曰 己已 人入 大太 天夭 千干 王玉 木本 目自 田由 申甲 白自 石右 午牛 刀力 贝见 今令 \
晴睛 清请 银锒 间问 门闩 广厂 农衣 衣依 洲州 江汪 海悔 林材 河何 泉皇 洛落 陵棱 阳阴 城诚 丰主 华毕 康唐 泰秦 永水 云去 \
青责 金全 兴关 远运 通诵 达迖 文丈 昌冒 武式 汉汊 嘉喜 湖糊 溪汐 桥挢 池他 岩岸 松枌 柏拍 梅悔 桃挑 柳抑 竹什 盛盔 \
宏宠 恒桓 瑞端 信倍 德徳 仁仨 和知 美羡 佳住 健建 元无 启后 创仓 智暂 科料 蓝篮 绿缘 红江 星皇 光兀 明朋 峰蜂 岭岑 \
龙尤 凤风 祥样 锦绵 秀季 富宫 贵责 荣莹 隆降 旺汪 利刊 源原 博傅 雅稚 众从 联职 合台 融蝠 捷棱 迅讯 易昜 安按 宁宇 \
静净 悦阅 欣掀 怡恰 朗郎 晨宸 晓哓 禾木 苗苖 园圆 森淼 叶吐 果杲 实买 医匡 院浣 民氏 口囗 腔控 中申 心必 儿几 童重 肿肺 \
行衍 商啇 业亚 村材 镇慎 城域 市巿 报投 晚晓 新亲 闻间 网罔 播潘 电甩 视规 台治 体休 校较 学字 师帅 范苑 理埋 工土 \
语浯 贸贺 易昜 食良 品晶 建健 筑巩 传侍 媒煤 物牧 流浒 药约 机饥 械戒 制剬 环坏 保褓 能熊 教敎 育盲 咨资 询洵 饮钦 管菅 \
限垠 公分 司可 股没 份分 集隼 团困 责贵 任仕 博慱 物勿 馆绾 图囹 书抒 善膳 总怱 会云 红虹 字宇 公么 安妟 局屙 卫工 生主";

const SOUND: &str = "市是式事 县现线 区曲驱 镇振阵 省圣 州周舟 安按 平评萍屏 宁柠 江将姜 海害 山衫珊 林琳临 河何和荷 \
泉全权 洛落络 川穿 陵凌零龄 阳扬杨洋 原源圆缘 城诚成程 丰风峰枫 华滑 康慷 泰太 永勇泳 长常 云芸 青轻清 白百 石实时 \
金今巾 银吟 新心欣 兴星 定订 远院 清青 明名鸣 和合何 通同 达答 文闻纹 昌唱 武舞午 汉旱 嘉佳家加 庆庆 湖胡壶 溪西 \
桥乔侨 关官 塘唐糖 池迟 岛导 峰锋丰 松送 柏百 桃陶 柳留 兰蓝 菊局 竹主 盛圣胜 鑫新 宏红洪 恒横 瑞锐 信芯 诚城 德得 \
仁人 美每 佳家 健建 天添 元圆 启起 创闯 智志制 慧会汇 科颗 绿律 星兴 辰晨 光广 月悦 洋阳 龙隆 祥翔 锦紧 富付 荣容 旺望 \
发法 利力丽 源元 博伯 雅亚 思丝 维为 联连 融容 捷杰 易亿 馨心 怡宜 晨辰 晓小 禾合 田甜 园元 木目 果国 医衣依 院苑 民敏 \
腔枪 科棵 儿尔 童同 行航 商伤 业页 信芯 日曰 报抱豹 晚碗 闻文 播拨 视示 台抬 体题 中忠钟 心新 学雪 校效 师狮 理里 工功 \
贸冒 食时 品拼 建健 传船 媒煤 物务 流留 药要 电店 机基 环还 能耐 源原 农浓 教较 育玉 询寻 管馆 公工 司思 集级 团团 馆管 \
图途 书舒 善膳 总种 会汇 局菊 生声 第弟地 人仁 口叩 妇付 保宝";

const TRADITIONAL: &str = "县縣 区區 镇鎮 宁寧 泽澤 陵陵 阳陽 华華 长長 云雲 银銀 东東 兴興 远遠 顺順 达達 汉漢 庆慶 临臨 \
岭嶺 桥橋 关關 岛島 峰峯 兰蘭 枫楓 岚嵐 泾涇 鑫鑫 诚誠 启啟 创創 蓝藍 绿綠 红紅 龙龍 凤鳳 锦錦 绣繡 贵貴 荣榮 发發 \
广廣 维維 众眾 联聯 迅迅 静靜 悦悅 晓曉 园園 叶葉 实實 医醫 妇婦 儿兒 肿腫 银銀 农農 业業 报報 晚晚 闻聞 网網 电電 \
视視 台臺 体體 学學 校校 师師 范範 语語 国國 贸貿 筑築 传傳 药藥 机機 环環 询詢 饮飲 团團 责責 馆館 图圖 书書 总總 \
会會 卫衛 员員 教教 务務 职職 术術 验驗 复復";

const RADICALS: &str = "一⼀ 二⼆ 人⼈ 儿⼉ 力⼒ 口⼝ 土⼟ 大⼤ 小⼩ 山⼭ 工⼯ 心⼼ 文⽂ 日⽇ 月⽉ 木⽊ 水⽔ 生⽣ 田⽥ \
白⽩ 石⽯ 禾⽲ 竹⽵ 行⾏ 金⾦ 长⻓ 青⻘ 食⾷ 龙⻰ 麦⻨ 见⻅ 贝⻉ 门⾨ 风⻛ 车⻋ 里⾥ 香⾹ 首⾸ 民⺠ 黄⻩";

/// Another character of a group in which `c` stands.
fn exchanged(c: char, groups: &str, random: &mut Random) -> Option<char> {
    let group = groups.split_whitespace().find(|g| g.starts_with(c))?;
    let others: Vec<char> = group.chars().filter(|o| *o != c).collect();
    (!others.is_empty()).then(|| random.pick(&others))
}

/// Exchanges up to `n` characters; `None` where none can be.
fn exchange(name: &str, groups: &str, n: usize, random: &mut Random) -> Option<String> {
    let mut all: Vec<char> = name.chars().collect();
    let mut left = n;
    let from = random.below(all.len());
    for k in 0..all.len() {
        let at = (from + k * 3) % all.len();
        if left > 0
            && let Some(c) = exchanged(all[at], groups, random)
        {
            all[at] = c;
            left -= 1;
        }
    }
    (left < n).then(|| all.into_iter().collect())
}

fn joined(name: &str, marks: &[&str], random: &mut Random) -> String {
    let all: Vec<char> = name.chars().collect();
    let mark = random.pick(marks);
    let everywhere = random.below(2) == 0;
    let one = 1 + random.below(all.len() - 1);
    let mut out = String::new();
    for (i, c) in all.iter().enumerate() {
        if i > 0 && (everywhere || i == one) {
            out += mark;
        }
        out.push(*c);
    }
    out
}

const OWN: [&str; 14] = [
    "官方",
    "官方号",
    "官方账号",
    "客服",
    "客服中心",
    "小号",
    "备用号",
    "服务号",
    "官微",
    "在线客服",
    "大号",
    "唯一官方",
    "人工客服",
    "官方认证",
];

/// Imitates a name; `None` where it cannot be imitated so.
pub fn imitate(name: &Name, how: Confusion, random: &mut Random) -> Option<String> {
    let text = name.text();
    let two = 1 + usize::from(text.chars().count() >= 8 && random.below(2) == 0);
    Some(match how {
        Confusion::LookAlike => exchange(&text, ALIKE, two, random)?,
        Confusion::Homophone => exchange(&text, SOUND, two, random)?,
        Confusion::Traditional => exchange(&text, TRADITIONAL, 8, random)?,
        Confusion::Width => exchange(&text, RADICALS, 8, random)?,
        Confusion::Separators => joined(&text, &["·", ".", "-", "_", " ", "|", "★", "~", "、"], random),
        Confusion::ZeroWidth => {
            joined(&text, &["\u{200b}", "\u{200c}", "\u{200d}", "\u{2060}", "\u{feff}"], random)
        }
        Confusion::Suffix => {
            let word = random.pick(&OWN);
            match random.below(6) {
                0 => format!("{word}{text}"),
                1 => format!("{text}({word})"),
                2 => format!("{text}-{word}"),
                _ => format!("{text}{word}"),
            }
        }
        Confusion::Dropped => {
            let all: Vec<char> = text.chars().collect();
            let at = random.below(all.len());
            all.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, c)| *c).collect()
        }
        Confusion::Swapped => {
            let mut parts = name.parts.clone();
            let at = random.below(parts.len() - 1);
            parts.swap(at, at + 1);
            parts.concat()
        }
        Confusion::Pinyin => {
            let all: Vec<char> = text.chars().collect();
            let (from, to) = if random.below(2) == 0 {
                (0, all.len())
            } else {
                let from = random.below(all.len() - 2);
                (from, from + 2)
            };
            let spelt = |c: char| {
                pinyin::ToPinyin::to_pinyin(&c).map_or_else(|| c.to_string(), |p| p.plain().replace('ü', "v"))
            };
            all.iter()
                .enumerate()
                .map(|(i, c)| if (from..to).contains(&i) { spelt(*c) } else { c.to_string() })
                .collect()
        }
    })
    .filter(|s| *s != text)
}

/// The name of somebody else.
pub fn other(name: &Name, who: Other, random: &mut Random) -> String {
    let text = name.text();
    match who {
        Other::Neighbour => {
            let mut all: Vec<char> = text.chars().collect();
            let at = random.below(all.len());
            let pool: Vec<char> =
                REGION.chars().chain(BRAND.chars()).filter(|c| !c.is_whitespace()).collect();
            loop {
                let c = random.pick(&pool);
                let close =
                    |groups: &str| groups.split_whitespace().any(|g| g.contains(c) && g.contains(all[at]));
                let sounds = |c: char| pinyin::ToPinyin::to_pinyin(&c).map(pinyin::Pinyin::plain);
                if c != all[at] && sounds(c) != sounds(all[at]) && !close(ALIKE) && !close(SOUND) {
                    all[at] = c;
                    return all.into_iter().collect();
                }
            }
        }
        Other::NewBody => self::name(random).text(),
        Other::Fan => {
            text + random.pick(&["粉丝", "粉丝团", "后援会", "迷", "爱好者", "非官方", "同好会", "超话"])
        }
        Other::Critic => {
            let word = random.pick(&["避雷", "维权", "受害者", "吐槽", "投诉", "曝光", "黑幕", "防骗"]);
            if random.below(2) == 0 { text + word } else { format!("{word}{text}") }
        }
        Other::Person => match random.below(3) {
            0 => text + random.pick(&["小王", "老李", "的小张", "张三丰", "李示例"]),
            1 => format!("在{text}上班的{}", random.pick(&["小王", "老李", "小张"])),
            _ => text + random.pick(&["毕业生", "退休职工", "的家属", "老职工", "实习生"]),
        },
        Other::Shop => {
            text + random.pick(&[
                "对面小吃店",
                "旁边打印店",
                "门口水果店",
                "隔壁面馆",
                "附近花店",
                "周边理发店",
            ])
        }
        Other::Place => text + random.pick(&["家属院", "地铁站", "公交站", "旧址", "宿舍", "停车场", "路口"]),
    }
}
