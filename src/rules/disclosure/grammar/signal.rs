//! On the air and on the label: frequencies, call signs, passwords, serial and stock numbers, the
//! numbers of units.

use super::Kind;
use super::number::{HAN, span};

pub(super) fn patterns() -> Vec<(Kind, String)> {
    let s = span();
    let quote = "[“\"「『‘']";
    let close = "[”\"」』’']";
    let code = "[a-z]{0,5}[-/]?[0-9][0-9a-z]*(?:[-/][0-9a-z]+)*";
    vec![
        (
            Kind::Frequency,
            format!("{s} ?(?:ghz|mhz|khz|hz|兆赫兹?|千赫兹?|吉赫兹?|赫兹|兆周)|{s}兆(?:[^字比瓦帕]|$)"),
        ),
        (
            Kind::Frequency,
            format!(
                "(?:频率|频点|频道|信道|波道|跳频点?|主频|备频|守听频率|工作频率|频段)(?:改为|改到|切到|换到|为|是|设在|定在|用|:|号|第|选|由|从)*(?P<v>(?:{s})(?:点[0-9一二三四五六七八九零]+)?(?:兆|号|mhz|khz)?)"
            ),
        ),
        (
            Kind::Frequency,
            "(?-u:\\b)(?:spare|alternate|secondary|backup)(?: channel| frequency)?(?: at| on| is|:)* (?P<v>[0-9]{2,5}\\.[0-9]+)"
                .to_owned(),
        ),
        (Kind::Frequency, "(?:c|x|ku|ka|l|s|uhf|vhf|hf)(?:波段|频段)".to_owned()),
        (
            Kind::Callsign,
            format!(
                "(?:呼号|代号|口令|暗语|联络词|识别码|密语|答令|问令|识别信号|代字|台名)[一-龥]{{0,4}}?(?:为|是|叫|用|改成|改为|统一|:|—|-)*{quote}(?P<v>[^“”\"「」『』‘’'。\\n]{{1,16}}){close}"
            ),
        ),
        (
            Kind::Callsign,
            format!(
                "(?:呼号|口令|暗语|识别码|联络词|答令|问令)(?:为|是|叫|用|改成|改为|统一为|:)+ ?(?P<v>[一-龥]{{0,4}}?(?:[a-z0-9-]{{2,12}}|{HAN}{{2,8}})|[一-龥]{{2,5}})"
            ),
        ),
        (Kind::Callsign, "call ?sign(?:s| is|:|=| )* ?(?P<v>[a-z]{0,6}[- ]?[0-9]{1,4}[a-z]?)".to_owned()),
        (
            Kind::Callsign,
            format!(
                "{quote}(?P<v>[^“”\"「」『』‘’'。\\n]{{1,12}}){close}(?:是|为|就是)?(?:[一-龥]{{0,6}}的)?(?:呼号|口令|暗语)"
            ),
        ),
        (
            Kind::Callsign,
            format!(
                "(?:呼号|口令|暗语|联络词|答令|密语|识别信号)[^“”\"「」『』。!?;\\n]{{0,18}}?(?:是|为|叫|用|改成|改为|换成|换为|:){quote}(?P<v>[^“”\"「」『』‘’'。\\n]{{1,16}}){close}"
            ),
        ),
        (
            Kind::Serial,
            format!(
                "(?:编号|批号|批次号?|序列号|出厂号|机号|舷号|车号|车牌号?|弹号|库存号|物资编码|物资号|箱号|包装号|器材号|产品号|图号|合同号|档案号|任务号|货位|架位|垛位)(?:为|是|:|从|由|自)* ?(?P<v>{code}(?:(?:-|~|至|到){code})?)"
            ),
        ),
        (
            Kind::Designation,
            "(?:[0-9]{5}|[零〇一二三四五六七八九]{5})(?:部队|舰队|支队|大队|分队|基地|仓库|医院|场站|雷达站|旅|团|营|连|师|舰|艇|站|厂|所)"
                .to_owned(),
        ),
        (Kind::Serial, "[a-z]{1,4}-[0-9]{2,}[0-9a-z]*(?:-[0-9a-z]+)+".to_owned()),
    ]
}
