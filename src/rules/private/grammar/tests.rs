//! One table of values in many spellings, one of digits that are something else.

use super::*;
use crate::fold::fold;
use PrivateKind::{
    Address, BankCard, BiometricTemplate, DwellingCoordinates, Email, FixedPhone, MessengerId, MobilePhone,
    Passport, ResidentId, TravelBooking, TravelPermit,
};

fn found(text: &str) -> Vec<(PrivateKind, &str)> {
    values(text, &fold(text)).into_iter().map(|c| (c.kind, &text[c.bytes])).collect()
}

#[test]
fn values_in_many_spellings() {
    let table: &[(PrivateKind, &str, &str)] = &[
        (MobilePhone, "电话", "13800001234"),
        (MobilePhone, "电话", "１３８００００１２３４"),
        (MobilePhone, "电话", "138 0000 1234"),
        (MobilePhone, "李示例 ", "138-0000-1234"),
        (MobilePhone, "电话", "一三八 零零零零 五六七八"),
        (MobilePhone, "电话", "壹叁捌-零零零零-肆肆贰壹"),
        (MobilePhone, "电话", "幺三八零零零零七七幺八"),
        (MobilePhone, "会长 ", "1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣6️⃣6️⃣1️⃣2️⃣"),
        (MobilePhone, "加薇❤ ", "①③⑧⓪⓪⓪⓪⑤⑤⑨⑨"),
        (MobilePhone, "常用的 ", "lЗ8oooo7З21"),
        (MobilePhone, "电话", "衣三八零零零零七七要8"),
        (MobilePhone, "电话", "13久0000酒234"),
        (MobilePhone, "电话", "1.3.8.0.0.0.0.1.2.3.4"),
        (MobilePhone, "电话", "138😀0000😀1234"),
        (MobilePhone, "电话", "1\u{200b}3\u{200b}800001234"),
        (MobilePhone, "电话", "幺三八四个零七七幺八"),
        (MobilePhone, "电话+", "86 138 0000 1234"),
        (MobilePhone, "电话", "❶❸❽⓿⓿⓿⓿❶❷❸❹"),
        (MobilePhone, "电话", "138 00 00 12 34"),
        (MobilePhone, "电话", "一三八，零零零零，一二三四"),
        (FixedPhone, "家里电话", "0000-8880138"),
        (FixedPhone, "家里(", "0000)8880138"),
        (FixedPhone, "电话", "零零零零-八八八零一三八"),
        (FixedPhone, "座机", "01088801380"),
        (MessengerId, "微信号 ", "lice_shi9999"),
        (MessengerId, "微信号 ", "ｌｉｃｅ＿ｓｈｉ９９９９"),
        (MessengerId, "V:", "wz_shili8899"),
        (MessengerId, "加V ", "xuezhang_9900"),
        (MessengerId, "vx", "lishi9900"),
        (MessengerId, "vx：", "l-i-c-e-9-9"),
        (MessengerId, "微信：", "lice_shi九九九九"),
        (MessengerId, "QQ", "99912345"),
        (MessengerId, "扣扣", "九九九一二三四五"),
        (MessengerId, "微信是", "ⓛⓘⓒⓔ⑨⑨"),
        (ResidentId, "身份证", "999999199003070012"),
        (ResidentId, "男 ", "999999199003070012"),
        (ResidentId, "身份证", "九九九九九九一九九零零三零七零零一二"),
        (ResidentId, "身份证", "999999-19900307-0012"),
        (ResidentId, "身份证", "999999900307001"),
        (Passport, "护照", "E99990001"),
        (Passport, "护照", "EA9990001"),
        (Passport, "护照", "E 9999 0001"),
        (Passport, "护照号", "E九九九九零零零一"),
        (TravelPermit, "港澳通行证", "C99990001"),
        (TravelPermit, "回乡证号码", "H99990001"),
        (TravelPermit, "台胞证", "99990001"),
        (BankCard, "账号 ", "9999998800123456783"),
        (BankCard, "卡号", "9999 9912 0034 5670"),
        (BankCard, "开户行:示例银行测试支行\n", "9999999999999995"),
        (Address, "家住", "示例小区9栋901"),
        (Address, "他家", "示例花园7栋2单元1802"),
        (Address, "收件人\n", "示例市测试区示例路9号3栋2单元1101"),
        (Address, "住在", "示例小区9-2-1802"),
        (Address, "住", "示例花园九栋九零一"),
        (Address, "住", "示例路9号1101室"),
        (Address, "住", "示例花园９栋２单元１８０２室"),
        (Address, "家住", "示例村3组18号"),
        (Address, "她家住", "示例花园7️⃣栋2️⃣单元1️⃣8️⃣0️⃣2️⃣"),
        (Email, "邮箱", "zhao.shili99@example.com"),
        (Email, "邮箱", "ｚｈａｏ９９＠ｅｘａｍｐｌｅ．ｃｏｍ"),
        (Email, "邮箱", "zhao99 at example dot com"),
        (Email, "邮箱", "zhao99艾特example点com"),
        (Email, "邮箱", "zhao99[at]example[dot]com"),
        (Email, "邮箱", "z h a o 9 9 @ e x a m p l e . c o m"),
        (Email, "邮箱", "zhao九九@example.com"),
        (BiometricTemplate, "模板id=", "FACE-9A9A9A9A-0001"),
        (BiometricTemplate, "指纹编号：", "FP99990001"),
        (DwellingCoordinates, "他家坐标", "0.1234,0.5678"),
        (DwellingCoordinates, "他家就在", "0.1234°N, 0.5678°E"),
        (DwellingCoordinates, "她住北纬", "零点一二三四,东经零点五六七八"),
    ];
    let mut wrong = Vec::new();
    for (kind, before, value) in table {
        for after in ["", "，谢谢", " 谢谢"] {
            let text = format!("{before}{value}{after}");
            if found(&text) != [(*kind, *value)] {
                wrong.push(format!("{text}: {:?}", found(&text)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_booking_has_two_places() {
    for (text, places) in [
        ("11月3日坐G9999次到示例西站,12车03F,想", ["G9999次", "12车03F"]),
        ("4月12日 ZZ9999航班 座位31A 落地", ["ZZ9999航班", "31A"]),
        ("明早Ｇ９９９９次１２车０３Ｆ", ["Ｇ９９９９次", "１２车０３Ｆ"]),
        ("明早g九九九九次 十二车零三F", ["g九九九九次", "十二车零三F"]),
    ] {
        let places: Vec<_> = places.iter().map(|p| (TravelBooking, *p)).collect();
        assert_eq!(found(text), places, "{text}");
    }
    assert_eq!(found("坐G9999次,12车03F"), [], "no date");
    assert_eq!(found("11月3日坐G9999次"), [], "no seat");
    assert_eq!(found("11月3日12车03F"), [], "no train");
}

#[test]
fn digits_that_are_something_else() {
    let table = [
        "订单号13800009999031",
        "订单号13800001234",
        "运单号 SL9990000138001",
        "物流SL1380000888800",
        "固件升到V1.3.8.0000.1",
        "ISBN 978-7-0000-0000-1",
        "第13800001111位受害者",
        "价格13800001234元",
        "¥13800001234",
        "版本号138.0000.1234",
        "投诉编号TS2026061899",
        "反诈96110,医保12393",
        "热线400-000-1380",
        "800-000-1380",
        "住院号 0099913800",
        "案号13800001234",
        "99961部队三连",
        "2025-11-14 09:12:21",
        "一九九九年九月九日",
        "http://example.com/13800001234/a",
        "订单号999999199003070012",
        "身份证999999199003070013",
        "订单编号9999991200345670",
        "北纬零点一二三四,东经零点五六七八",
        "三楼306",
        "示例路81号101铺",
        "@张三",
        "微信支付 iphone",
        "运-20两架",
        "示A·99999",
        "9.990 MHz 21:00",
        "尾号13800001234",
        "示例大厦9栋901",
        "3号楼301会议室",
        "比分138-0000-1234",
    ];
    let wrong: Vec<_> =
        table.iter().filter(|t| !found(t).is_empty()).map(|t| format!("{t}: {:?}", found(t))).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
