//! When: calendar dates, days relative to today or to an operation, times of day.

use super::Kind;
use super::number::HAN;

const DAY: &str = "(?:日|号)";
const PART_OF_DAY: &str = "(?:凌晨|拂晓|清晨|清早|早晨|早上|早|上午|午前|正午|中午|午后|下午|傍晚|黄昏|入夜|晚上|夜间|夜里|深夜|午夜|子夜|半夜|当晚|晚间|夜|晨|晚)";

pub(super) fn patterns() -> Vec<(Kind, String)> {
    let n = format!("(?:[0-9]{{1,2}}|{HAN}{{1,3}})");
    let year = "(?:(?:[0-9]{4}|[零〇一二三四五六七八九]{4}|今|明|后|去|本|来|当|[0-9]{2})年|年内)";
    let turn = "(?:上旬|中旬|下旬|月初|月中|月底|月末|初|底|末|中)";
    let part = format!("{PART_OF_DAY}?");
    let season = "(?:第?[一二三四1-4]季度|q[1-4]|[上下]半年|年初|年中|年底|年末|岁末|春季|夏季|秋季|冬季|入冬前|开春|汛期前?|[春夏秋冬]天)";
    let feast = "(?:元旦|春节|清明|五一|端午|七一|八一|中秋|国庆|十一|除夕|元宵)";
    let holiday = format!("{feast}(?:节)?(?:假期|期间|当天|前后|前夕|前|后)");
    let month = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)";
    let weekday = "(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?";
    let date = [
        format!("(?:{weekday},? )?[0-9]{{1,2}}(?:st|nd|rd|th)? {month}(?:,? [0-9]{{4}})?(?-u:\\b)"),
        format!(
            "(?:{weekday},? )?{month} (?:[0-9]{{1,2}}(?:st|nd|rd|th)?(?:,? [0-9]{{4}})?|[0-9]{{4}})(?-u:\\b)"
        ),
        format!("{n}(?:、{n})+{DAY}{part}"),
        // 七月十九, without the word for a day.
        format!("(?P<v>{year}?{n}月{HAN}{{1,3}})(?:$|[。,，;!?、前后起开])"),
        format!(
            "{year}?{n}月(?:份)?(?:{n}(?:(?:-|~|—|至|到|、|和){n})?{DAY}|{turn})?(?:以?前|之前|起|后)?{part}"
        ),
        format!("{year}?{n}月{n}{DAY}{part}(?:-|~|—|至|到)(?:{n}月)?{n}{DAY}{part}"),
        format!("{year}(?:{season}(?:以?前|之前|起|后)?|底|初|末|前)?"),
        "[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{4}[-/.](?:0[1-9]|1[0-2])".to_owned(),
        format!(
            "(?:本月|下月|下个月|当月|次月)?(?:[0-9]{{1,2}}|{HAN}{{1,3}})(?:(?:-|~|—|至|到)(?:[0-9]{{1,2}}|{HAN}{{1,3}}))?日(?:以?前|之前|起|后)?{part}"
        ),
        format!(
            "(?:本月|下月|下个月|这个月|每月|定在|就在|于|在|从|自)?(?P<v>(?:[0-9]{{1,2}}|{HAN}{{1,3}})号{part})(?:$|[^楼院库厂房门车洞码泊阵地机线井工位桥台所弹舰艇路哨区营坑口馆])"
        ),
        format!(
            "(?:[本下这上每逢](?:个)?(?:周|星期|礼拜)|周|星期|礼拜)[一二三四五六日天末](?:{PART_OF_DAY})?"
        ),
        format!(
            "(?:今|明|后|大后|次|隔|翌)(?:天|日|早|晚|晨){part}|下下?(?:周|个?月|个?季度|星期|礼拜)(?:[上中下]旬|初|中|底|末)?|本(?:周|月|季度?)(?:内|底|末)?|月底前?|月初|月中|年底前?|年内|{season}"
        ),
        "d(?:ay|日)?[+-][0-9]{1,3}(?:日|天)?|d日".to_owned(),
        format!("(?:再过|过|还有)?{n}(?:个半|个多|个)?(?:天|周|星期|月|小时|钟头)(?:之?后|以后|内|以内)"),
        holiday,
        // Counted from a holiday: 节后第三天, 元旦过后头一天清早.
        format!(
            "{feast}(?:节)?(?:一)?(?:放假|收假)?(?:过后|过完|之?后|以后|前|之前)的?(?:第{n}|头一?|次)[天日]{part}"
        ),
        // 到清明才回, 年三十前两天.
        format!("(?:到|过|等|赶在?|在)了?(?P<v>{feast}节?)(?:才|后|前|左右|就|再|回|那天|当天)"),
        format!(
            "(?P<v>(?:年三十|大年夜|大年{HAN}{{2}}|小年|除夕)(?:夜里?|早上|晚上|(?:前|后)(?:{n}天)?)?)(?:$|[^的一-龥]|[又就要才到前起走出回开晚那])"
        ),
        // 初八就上高原: the days of a moon. 初一 to 初三 are also forms of a school.
        format!(
            "初(?:[四五六七八九十]|十[一二三四五])(?:(?:、|和|到|至)?(?:初|十|廿|二十){HAN}{{0,2}})?(?:黑[介家价]|{PART_OF_DAY})?"
        ),
        format!("初[一二三](?:、|和|到|至)?(?:初|十|廿|二十){HAN}{{0,2}}{part}|初[一二三](?:黑[介家价]|{PART_OF_DAY})"),
        format!("(?P<v>{n}月半|[秋春夏冬年节]后|开年|麦收[前后]|秋收[前后]|入[春夏秋冬]前?)(?:$|[^一-龥]|[又就要才再起走出回开交到])"),
        // 2026.3 in a table, 出海 11.3.
        "20[0-9]{2}\\.(?:1[0-2]|[1-9])".to_owned(),
        "(?:出海|出航|返航|返|归|出发|离港|抵港|抵|回|靠港) ?(?P<v>1?[0-9]\\.[0-3]?[0-9])(?:$|[^0-9.万千百a-z%])".to_owned(),
        "(?:正月|腊月|冬月|农历[一二三四五六七八九十]{1,2}月)(?:初?[一二三四五六七八九十廿]{1,3})?"
            .to_owned(),
    ];
    let clock = [
        format!("{PART_OF_DAY}?(?:[0-2]?[0-9]):[0-5][0-9](?::[0-5][0-9])?"),
        format!(
            "{PART_OF_DAY}?(?:[0-9]{{1,2}}|{HAN}{{1,3}})(?:点钟?|时)(?:(?:[0-9]{{1,2}}|{HAN}{{1,3}})分?|半|整|一刻|三刻|许|左右)?(?:以?前|之前)?"
        ),
        // From hour to hour: 凌晨2点至6点.
        format!("{PART_OF_DAY}?{n}(?:点钟?|时)半?(?:-|~|—|至|到){PART_OF_DAY}?{n}(?:点钟?|时)半?"),
        "(?:日|号|夜|晚|晨|明天|今天|d[+-]?[0-9]?) ?(?P<v>[0-2][0-9][0-5][0-9])".to_owned(),
        "[0-2][0-9][0-5][0-9]时|[0-2][0-9][0-5][0-9](?:-|~|—|至|到)[0-2][0-9][0-5][0-9]时?".to_owned(),
        // At 0340, at two ten.
        "(?-u:\\b)(?:at|from|until|by|around) (?P<v>(?:0[0-9]|1[0-8]|2[1-3])[0-5][0-9])(?-u:\\b)|(?-u:\\b)[0-2][0-9][0-5][0-9] ?(?:hours|hrs|local)(?-u:\\b)".to_owned(),
        "(?-u:\\b)(?:at|by|around|until) (?P<v>(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:oh [a-z]+|ten|fifteen|twenty|thirty|forty|fifty|o'clock)(?:-[a-z]+)?)(?-u:\\b)".to_owned(),
        "(?-u:\\b)[0-9]{1,2}(?::[0-5][0-9])? ?[ap]\\.?m(?-u:\\b)".to_owned(),
        "零时|零点|h[+-][0-9]{1,4}(?:小?时|分)?".to_owned(),
    ];
    let long = format!(
        "(?:[0-9]+(?:\\.[0-9]+)?|{HAN}{{1,5}}|[几数半])(?:个半|个多|个|多)?(?: ?(?:days?|hours?|weeks?|months?|minutes?|h|min)|分钟|小时|钟头|昼夜|天|周|星期|月|年|秒)(?:半)?"
    );
    // More days than a month has are no date.
    let days = "(?:3[2-9]|[4-9][0-9]|[1-9][0-9]{2})日".to_owned();
    // 三小时四十分, 四分二十秒.
    let two = format!(
        "{n}(?:个半)?(?:小时|个?钟头)(?:零|又)?{n}(?:分钟?|刻钟?)|{n}分钟?(?:零|又)?{n}秒钟?|[0-9]+ d(?-u:\\b)"
    );
    let mut out: Vec<(Kind, String)> = date.into_iter().map(|p| (Kind::Date, p)).collect();
    out.extend(clock.into_iter().map(|p| (Kind::Time, p)));
    out.push((Kind::Duration, long));
    out.push((Kind::Duration, days));
    out.push((Kind::Duration, two));
    out
}
