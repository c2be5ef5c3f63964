//! Where: coordinates in degrees or on a grid, roads with kilometre marks, bearings, doors.

use super::Kind;
use super::number::{HAN, span};

pub(super) fn patterns() -> Vec<(Kind, String)> {
    let s = span();
    let deg = "[0-9]{1,3}(?:\\.[0-9]+)?";
    let small = "[0-9]{1,2}(?:\\.[0-9]+)?";
    let han = format!("{HAN}{{1,5}}(?:点{HAN}{{1,8}})?");
    let dms = format!("{deg} ?(?:°|度)(?: ?{small} ?(?:′|'|’|分)(?: ?{small} ?(?:′′|″|\"|''|”|秒))?)?");
    let half = format!("(?:[东西南北][经纬]|[nsew])? ?(?:为|约|:)?{dms} ?(?:[nsew]\\b)?");
    let named = format!("[东西][经] ?(?:约|:)?(?:{dms}|{deg}|{han}度(?:{han}分)?(?:{han}秒)?)");
    let named_lat = format!("[南北][纬] ?(?:约|:)?(?:{dms}|{deg}|{han}度(?:{han}分)?(?:{han}秒)?)");
    let between = "[ ,、;/和]{0,3}";
    let decimal = "-?[0-9]{1,3}\\.[0-9]{2,}(?:°? ?[nsew](?-u:\\b))?";
    let road = "(?:[gsxy][0-9]{1,4}(?:国道|省道|线|高速)?|(?:国道|省道|县道|乡道)?[0-9]{2,4}(?:国道|省道|县道|乡道|线)|[一-龥]{1,6}(?:高速|公路|国道|省道|县道|铁路|专用线|战备路))";
    let side = "(?:正?[东西南北](?:偏[东西南北]|[南北])?)";
    vec![
        (Kind::Coordinates, format!("(?:{named_lat}{between}{named}|{named}{between}{named_lat})")),
        (Kind::Coordinates, format!("{half}{between}{half}")),
        (Kind::Coordinates, format!("{decimal} ?[,、/ ] ?{decimal}")),
        (Kind::Coordinates, format!("(?:{named}|{named_lat})")),
        // 零点二五度北、零点七五度东: the side behind the degrees.
        (Kind::Coordinates, format!("(?:{deg}|{han})度[南北][纬]?{between}(?:{deg}|{han})度[东西][经]?|(?:{deg}|{han})度[东西][经]?{between}(?:{deg}|{han})度[南北][纬]?")),
        // 南面十二度; 出去往东拐.
        (Kind::Bearing, format!("{side}(?:方向|方|面|侧)?(?:{s})(?:度|密位)")),
        (Kind::Bearing, "(?:往|向|朝|奔)正?[东西南北]{1,2}(?:偏[东西南北])?(?:拐|挪|驶|飞|撤|航行|开进|开拔)".to_owned()),
        (Kind::Coordinates, "(?:坐标|方格|网格|格网|点位|图上坐标|军用坐标)(?:为|是|:|号|点)*[ (]?(?P<v>[a-z]{0,3}[0-9][a-z0-9 ,.-]{3,24}[0-9])".to_owned()),
        (Kind::Coordinates, "(?P<v>x ?[=:] ?[0-9.]{4,}[ ,;]*y ?[=:] ?[0-9.]{4,})".to_owned()),
        (Kind::Coordinates, "[0-9]{1,2}[c-x][a-z]{2} ?[0-9]{3,5} ?[0-9]{3,5}".to_owned()),
        (Kind::Road, format!("{road}(?:上|的|上行|下行|方向)?(?:k ?[0-9]+(?:\\+[0-9]+)?(?:处)?|(?:{s})(?:公里|千米)(?:\\+?[0-9]+米?)?(?:处|桩|碑|路标)?)")),
        (Kind::Road, "k ?[0-9]{1,4}\\+[0-9]{1,3}(?:处)?|[gsxy][0-9]{1,4}(?:国道|省道|线|高速)".to_owned()),
        (Kind::Bearing, format!("(?:以|往|向|偏|朝|的)?{side}(?:方向|方|侧|面|边|端|麓|郊)?(?:约|大约|直线|不到|近)?(?:{s})(?:公里|千米|海里|里地|里|米)(?:处|外|开外)?")),
        (Kind::Bearing, format!("(?:方位角?|方位|航向|航线角)(?:为|:|约)?(?P<v>(?:{s})(?:度|°|密位)?)")),
        (Kind::Bearing, format!("(?:距离|距|离)[一-龥&&[^离由提达增缩超为约从仅可能]][一-龥]{{0,10}}?(?:约|直线|不到|近)?(?:{s})(?:公里|千米|海里|里地|里|米)(?:处)?")),
        (Kind::Address, format!("[一-龥]{{1,6}}(?:路|街|大道|巷|弄|胡同)(?:[东西南北]段)?(?:[0-9]+|{HAN}{{1,5}})号(?:(?:[一-龥0-9]{{1,3}})(?:号|栋|楼|院|厂房|车间))?")),
        // Which way a shot, a gap, a column points: 弹道方向正西.
        (Kind::Bearing, format!("(?:方向|射向|朝向|走向|去向)(?:为|是|朝|向|:)*(?P<v>{side}(?:方向)?)(?:$|[^一-龥]|[的、和])")),
        (Kind::Bearing, format!("(?:盲区|死角|缺口|空当|弱点)[^。!?;\\n，,0-9]{{0,6}}(?P<v>{side}(?:方向|侧|面|角|段|部))")),
        // In English: berth 7, second gate.
        (Kind::Address, "(?-u:\\b)(?:berth|pier|gate|hangar|dock|building|bunker|shed|quay|slip|silo|hut)s? [0-9]{1,3}[a-z]?(?-u:\\b)|(?:first|second|third|fourth|north|south|east|west) (?:gate|pier|berth|quay|jetty)(?-u:\\b)".to_owned()),
        (Kind::Address, format!("(?:地下|地上|负|b|f)(?:[0-9]{{1,2}}|{HAN}{{1,2}})(?:层|楼)")),
        (Kind::Address, format!("(?:[0-9a-z]+|{HAN}{{1,4}})号(?:楼|院|厂房|车间|库房|库|洞库|洞|门|泊位|码头|阵地|坑道|井|区|线|机库|工位|营房|罐|池|堆场|垛|平台|舱|哨位|点位|站台|仓|高地|塔|桥|隧道|通道|入口|岗)")),
    ]
}
