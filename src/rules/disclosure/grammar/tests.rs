use super::*;

/// Kind, text, the value in it.
const CASES: [(Kind, &str, &str); 93] = [
    (Kind::Count, "冷冻红细胞3,400单位", "3,400单位"),
    (Kind::Count, "送洗床单2,130床", "2,130床"),
    (Kind::Count, "该旅编四营一站", "四营一站"),
    (Kind::Count, "晚上要换三班", "三班"),
    (Kind::Count, "一车六联装", "六联"),
    (Kind::Count, "机关灶 118,一营灶 402", "402"),
    (Kind::Count, "当日 62 / 目标 65", "62"),
    (Kind::Count, "咱连满员一百二十八", "一百二十八"),
    (Kind::Count, "we fitted 3,075 men", "3,075 men"),
    (Kind::Count, "go from 240 to 415 a year", "240 to 415 a year"),
    (Kind::Count, "a crew of 88", "88"),
    (Kind::Percent, "barely 70 percent are fit", "70 percent"),
    (Kind::Percent, "由千分之3.7降下来", "千分之3.7"),
    (Kind::Percent, "雾天剩一半", "剩一半"),
    (Kind::Measure, "厚度才两毫米二,很薄", "两毫米二"),
    (Kind::Measure, "压了三十一个分贝", "三十一个分贝"),
    (Kind::Measure, "升阻比3.9", "3.9"),
    (Kind::Duration, "只要三小时四十分", "三小时四十分"),
    (Kind::Duration, "转移要四分二十秒", "四分二十秒"),
    (Kind::Date, "2026.3 一营", "2026.3"),
    (Kind::Date, "出海 11.3 返 12.19", "12.19"),
    (Kind::Date, "要到清明才回", "清明"),
    (Kind::Date, "初六黑介就走", "初六黑介"),
    (Kind::Time, "slip at 0340", "0340"),
    (Kind::Time, "every night at two ten", "two ten"),
    (Kind::Coordinates, "零点二五度北、零点七五度东", "零点二五度北、零点七五度东"),
    (Kind::Bearing, "在南面十二度", "南面十二度"),
    (Kind::Measure, "门宽九米二,很沉", "九米二"),
    (Kind::Count, "shipped 44 seeker heads in March", "44 seeker heads"),
    (Kind::Count, "twelve launchers roll out", "twelve launchers"),
    (Kind::Count, "月供40片", "40片"),
    (Kind::Count, "县内有七个点位", "七个点位"),
    (Kind::Time, "11月23日0400起航", "0400"),
    (Kind::Measure, "作用距离由18公里提高到26公里", "26公里"),
    (Kind::Date, "10月1日至7日值班", "10月1日至7日"),
    (Kind::Address, "设在B2层", "b2层"),
    (Kind::Measure, "指向精度0.3角秒", "0.3角秒"),
    (Kind::Measure, "holds contact at 5.5 nautical miles", "5.5 nautical miles"),
    (Kind::Measure, "cruises at Mach 5", "mach 5"),
    (Kind::Count, "许可单位18家", "18家"),
    (Kind::Measure, "发现距离320公里", "320公里"),
    (Kind::Callsign, "on the net, callsign QX-7", "qx-7"),
    (Kind::Count, "参训官兵320人已到位", "320人"),
    (Kind::Count, "共三百二十人", "三百二十人"),
    (Kind::Count, "共叁佰贰拾人", "叁佰贰拾人"),
    (Kind::Count, "三百来人挤在站台", "三百来人"),
    (Kind::Count, "拟新增作战泊位14个", "14个"),
    (Kind::Count, "兵力两个营", "两个营"),
    (Kind::Count, "十几架飞机", "十几架"),
    (Kind::Count, "1.2万吨", "1.2万吨"),
    (Kind::Count, "在编官兵320", "320"),
    (Kind::Money, "合同价3860万元", "3860万元"),
    (Kind::Percent, "完好率由八成七", "八成七"),
    (Kind::Percent, "完好率92.5%", "92.5%"),
    (Kind::Percent, "达到百分之九十二", "百分之九十二"),
    (Kind::Measure, "最大射程提高到300公里", "300公里"),
    (Kind::Measure, "航速二十八节", "二十八节"),
    (Kind::Measure, "精度±3米", "±3米"),
    (Kind::Measure, "在零下四十度启动", "零下四十度"),
    (Kind::Date, "定于下周三出发", "下周三"),
    (Kind::Date, "2日凌晨装车", "2日凌晨"),
    (Kind::Date, "D+1日到位", "d+1日"),
    (Kind::Date, "2027年6月30日前封顶", "2027年6月30日前"),
    (Kind::Date, "二〇二七年六月三十日", "二〇二七年六月三十日"),
    (Kind::Date, "明晚就走", "明晚"),
    (Kind::Date, "下月中旬大修", "下月中旬"),
    (Kind::Date, "本月18号出发", "18号"),
    (Kind::Date, "三天后归建", "三天后"),
    (Kind::Time, "凌晨4点20分开拔", "凌晨4点20分"),
    (Kind::Time, "05:40装载", "05:40"),
    (Kind::Time, "0430时通过", "0430时"),
    (Kind::Time, "凌晨四点半", "凌晨四点半"),
    (Kind::Coordinates, "位于北纬0.1234度，东经0.5678度", "北纬0.1234度,东经0.5678度"),
    (Kind::Coordinates, "0°12′34″N，0°45′06″E", "0°12′34′′n,0°45′06′′e"),
    (Kind::Coordinates, "定位 0.12345,0.54321", "0.12345,0.54321"),
    (Kind::Coordinates, "坐标方格 1234 5678", "1234 5678"),
    (Kind::Coordinates, "北纬零度十二分", "北纬零度十二分"),
    (Kind::Road, "沿G999国道K123+400处", "g999国道k123+400处"),
    (Kind::Road, "示例公路37公里处", "示例公路37公里处"),
    (Kind::Bearing, "示例镇东北方向7公里", "东北方向7公里"),
    (Kind::Bearing, "距示例村三公里", "距示例村三公里"),
    (Kind::Address, "落户示例路9号", "落户示例路9号"),
    (Kind::Address, "弹药在3号洞库", "3号洞库"),
    (Kind::Frequency, "守听频率改为145.5兆赫", "145.5兆赫"),
    (Kind::Frequency, "主频切到7号信道", "7号"),
    (Kind::Callsign, "导调组呼号“长江”", "长江"),
    (Kind::Callsign, "今晚口令为示例九", "示例九"),
    (Kind::Serial, "器材编号SL-2201-07", "sl-2201-07"),
    (Kind::Duration, "连续奔袭36小时", "36小时"),
    (Kind::Serial, "批号20250317", "20250317"),
    (Kind::Measure, "风洞马赫数7", "马赫数7"),
    (Kind::Designation, "司机说那是99618部队", "99618部队"),
    (Kind::Designation, "九九六一八旅来的", "九九六一八旅"),
];

#[test]
fn values_are_read_in_every_spelling() {
    let mut wrong = Vec::new();
    for (kind, text, want) in CASES {
        let reading = crate::rules::disclosure::text::Reading::of(text);
        let found = values(reading.text());
        let hit = |v: &Value| v.kind == kind && reading.text().get(v.bytes.clone()) == Some(want);
        if !found.iter().any(hit) {
            let all: Vec<_> = found.iter().map(|v| (v.kind, reading.text().get(v.bytes.clone()))).collect();
            wrong.push(format!("{kind:?} {text}: wanted {want}, found {all:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_kind_has_a_word_and_a_case() {
    for kind in Kind::ALL {
        assert_eq!(Kind::named(kind.as_str()), [kind]);
        assert!(CASES.iter().any(|(k, ..)| *k == kind), "{kind:?}");
    }
}
