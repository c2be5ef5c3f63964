//! How many, how much, how far, how fast: numbers with what they count.

use super::Kind;
use super::number::{HAN, number, span};

/// What people and things are counted by. A classifier is part of the value.
const CLASSIFIERS: &str = "余?(?:班哨|班岗|顶|双|只|把|艇|辆次|个(?:人|班|排|连|营|团|旅|师|军|编队|中队|大队|分队|梯队|基数|车皮|车次|架次|标段|泊位|点位|站点|库区)?|\
人次|人份|份|人|名|位|口|座|号人|多号|处|芯|台套|台|辆|架次|架|艘次|艘|条|枚|发|门|部|具|挺|支|套|件|箱|桶|罐|列|节|车皮|车|批次|批|组|\
副|幅|片|户|尊|匹|股|束|杆|段|格|堆|垛|管|针|滴|卷|沓|打|扇|级|面|道|层|间|栋|幢|处|孔|眼|口|块|张|盘|吨|公斤|千克|斤|升|立方米|立方|方|亩|公顷|平方米|平方公里|平米|平|班次|航次|次|轮|趟|页|站|岗|户|床位|席位|席|跳|瓶|筒|袋|盒|包|卷|捆|根|颗|粒|笼|头|厢|柜|托|标箱|挂|舱|井|塔|坛|桌|餐|路|线|丛|摞|对|伙|筐|桩|米布|床|本|拨|波)";

/// Numbers in English, as digits and as words. A number of four digits without a comma is a year.
const ENGLISH: &str = "[0-9]{1,3}(?:,[0-9]{3})*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|\
seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-[a-z]{3,5})?|a dozen|two dozen|three dozen|dozens of|scores of";

/// Physical units, longest first where one begins another.
const UNITS: &str = "平方公里|平方千米|平方米|立方米|公里/小时|公里每小时|千米每小时|公里/时|千米/小时|千米/时|km/h|公里|千米|海里/小时|海里|英里|\
厘米|公分|毫米|微米|纳米|英寸|英尺|米/秒|米每秒|m/s|米|马赫|节|公斤|千克|毫克|克|公吨|吨力|吨位|吨|升|马力|千牛|牛米|牛|kn|\
千瓦时|千瓦|兆瓦|瓦|kw|mw|千伏安|千伏|伏特|伏|安时|安|℃|°c|摄氏度|度|分贝|dbm|dbi|db|兆帕|千帕|mpa|kpa|帕|\
角秒|角分|毫弧度|弧度|密位|千焦|兆焦|焦耳|千安|毫安|毫秒|微秒|秒/次|秒|发/分钟|发/分|转/分|转每分|rpm|兆比特|mbps|kbps|gbps|万像素|像素|比特|tb|gb|mb|毫高斯|高斯|毫特|微特|特斯拉|°/h|°/s|度/小时|度每小时|ppm|目|倍声速|倍音速|\
平方毫米|m²|m2|m3|wh/kg|wh|khz|mgoe|mw/m²|mw/m2|w/m²|rad/s|l/min|mah|ah|kj|mj|lx|bar|psi|kv|km|nm|cm|mm|nt|pt|μs|us|ns|ms|微伽|microgal|nautical miles?|miles?|feet|ft|degrees?|kilomet(?:er|re)s?|met(?:er|re)s?|tonnes?|tons?|kilowatts?|megawatts?|knots|kt|m|um|kg|g力|g|t";

pub(super) fn patterns() -> Vec<(Kind, String)> {
    let (n, s) = (number(), span());
    let money = "(?:亿|万|千)?(?:元|块钱|块|美元|欧元|人民币)|万|亿";
    vec![
        (Kind::Count, format!("{s} ?{CLASSIFIERS}(?:半|以[上下内外])?")),
        // 44 seeker heads: in English what is counted stands behind in the plural. A number of four
        // digits without a comma is a year.
        (
            Kind::Count,
            format!(
                "(?:{ENGLISH}) (?:(?:[a-z-]{{3,}} ){{0,2}}[a-z]{{3,}}s|(?:[a-z-]{{3,}} )?(?:men|women|people|personnel|crew|aircraft)|[a-z]{{1,3}}-[0-9]{{2,3}})(?-u:\\b)"
            ),
        ),
        // 240 to 415 a year; a crew of 88.
        (
            Kind::Count,
            format!(
                "(?:{ENGLISH})(?: to (?:{ENGLISH}))? (?:a|an|per|each|every) (?:year|month|week|day|shift|hour)(?-u:\\b)"
            ),
        ),
        (
            Kind::Count,
            format!(
                "(?-u:\\b)(?:crew|strength|complement|garrison|force|intake|headcount|fleet|total|stock|room)(?: of| is| at| for|:)+ (?P<v>{ENGLISH})(?-u:\\b)"
            ),
        ),
        (Kind::Percent, format!("(?:{ENGLISH}|[0-9]+\\.[0-9]+) ?(?:percent|per cent)(?-u:\\b)")),
        // Units of blood; a team of two units (两单位) is none.
        (Kind::Count, format!("(?P<v>(?:[0-9][0-9,]*[0-9]|{HAN}{{2,8}})单位)(?:$|[^一-龥]|[的和及与])")),
        // 四营一站: what a unit is made of.
        (
            Kind::Count,
            "(?:(?:[0-9]{1,2}|[一两二三四五六七八九十]{1,2})(?:旅|团|营|连|排|舰|艇|站|所|库)){2,5}".to_owned(),
        ),
        // 能打仗的七十九: how many can be used, with nothing to count them by.
        (
            Kind::Count,
            format!(
                "(?:能打仗|能出动|能上|能用|可用|能动|能飞|能开|趴窝|带病)的?(?:只有|只剩|才|就|有|剩)?(?P<v>[0-9]{{2,4}}|{HAN}{{2,6}})(?:$|[,。;!?、)”])"
            ),
        ),
        // Rates by the minute: 每分钟六十, 真打起来八十八.
        (
            Kind::Count,
            format!("(?:每分钟|每分|每小时|真打起来|打起来|实际|实打)(?:能|可|是|有|打|发)*(?P<v>[0-9]{{2,5}}|{HAN}{{2,6}})(?:$|[,。;!?、)”])"),
        ),
        // 分三班, 三班倒; 六联装.
        (Kind::Count, format!("(?:换|分|倒|轮|排)(?:成|为|着)?(?P<v>{s}班)")),
        (Kind::Count, format!("(?P<v>{s}班)(?:倒|轮换|轮流)")),
        (Kind::Count, format!("(?P<v>{s}联)(?:装|$|[,。;、)])")),
        // A row of a table or a board: 一营灶 402, 当日 62, 累计: 1,430.
        (
            Kind::Count,
            "(?:[一二三四五六七八九十火力][营连]|机关|勤务|本部|直属队)[一-龥]{0,2}[ :]{0,2}(?P<v>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{2,4})(?:$|[,。;、)\\n]|[ /][^0-9a-z])"
                .to_owned(),
        ),
        (
            Kind::Count,
            "(?:当日|当班|本月|累计|目标|计划|完成|在制|入库|出库|结存|在库|待修|在修|缺料|缺口|欠交|随舰|随艇|在位|应到|实到)(?::|[一-龥]{0,4}?[ :]) ?(?P<v>[-−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}))(?:$|[,。;、)\\n]|[ /][^0-9a-z])"
                .to_owned(),
        ),
        // 官兵320: a number behind its noun, with nothing to count it by.
        (
            Kind::Count,
            format!(
                "(?:官兵|兵力|人数|编制|员额|满编|满员|定员|在位|实有|实力|数量|总数|总量|月产|年产|日产|产量|产能|库存|存量|储量|床位|机位|泊位|车位|铺位|座位|炮位)(?:为|达|约|共|合计|是|至|到|定为|定编|:|近)*(?P<v>{s})"
            ),
        ),
        (
            Kind::Count,
            format!("(?:单位|厂商?|企业|供应商|配套商|研究所|许可证)(?:为|达|约|共|有|:|近|超)*(?P<v>{s}家)"),
        ),
        (Kind::Money, format!("{n} ?(?:{money})")),
        (
            Kind::Percent,
            format!(
                "{s} ?(?:%|‰|个百分点|成(?:[半多]|[一二三四五六七八九])?|倍)|百分之{HAN}{{1,8}}(?:点{HAN}{{1,3}})?|百分之[0-9.]+|[千万]分之(?:[0-9.]+|{HAN}{{1,6}}(?:点{HAN}{{1,3}})?)|(?:不到|不足|只剩|还剩|剩|近|超过?|过|少了?|缺了?|降了?|打到)一半|一大半|一小半|大半|[对翻]?半数|翻了?[一两三四]番|翻了?[一两三四]?倍|[一两三四五六七八九]分之[一二三四五六七八九]"
            ),
        ),
        // 降了三个点; 一个点名 is none.
        (Kind::Percent, format!("(?P<v>{s}个点)(?:$|[^名到位儿子头])")),
        // 九米二, 三丈六.
        (Kind::Measure, format!("(?P<v>{s}(?:米|丈|尺|里|公里|吨|斤)[一二三四五六七八九半])(?:$|[^一-龥])")),
        // 两毫米二, 三十一个分贝.
        (Kind::Measure, format!("(?P<v>{s}(?:毫米|厘米|公分|海里|千米)[一二三四五六七八九半])(?:$|[^一-龥])")),
        (Kind::Measure, format!("{s}个(?:分贝|大气压|兆帕|马赫|马力)")),
        // Numbers without a unit that are figures of performance.
        (
            Kind::Measure,
            format!("(?:升阻比|推重比|推比|比冲|压比|涵道比|信噪比|长细比|展弦比|可靠度|过载)(?:为|达|到|是|约|做到|:)*(?P<v>{n})"),
        ),
        (Kind::Measure, format!("(?:mach ?|马赫数?(?:为|达|到|约)?){n}")),
        (Kind::Measure, format!("(?:±|正负|-|负|零下)?{s} ?(?:{UNITS})(?:[级量]|以[上下内外])?")),
    ]
}
