//! Benign texts of every register, made from templates: what the public writes every day, with the
//! numbers, names and Latin words that belong to each register. All of it is invented.

use std::collections::BTreeMap;
use std::fs;

/// Where real texts lie, from the project's root.
const CORPORA: &str = "../shared/corpora";

/// Real texts that lie beside the project, by group; empty where there are none.
#[allow(dead_code)] // As below.
pub fn corpora() -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let Ok(manifest) = fs::read_to_string(format!("{CORPORA}/manifest.json")) else { return groups };
    let listed: Vec<serde_json::Value> = serde_json::from_str(&manifest).expect("a manifest");
    for entry in listed.iter().filter(|e| e["part"] == "body") {
        let file = entry["file"].as_str().expect("a path");
        let lines = fs::read_to_string(format!("{CORPORA}/{file}")).expect("a listed file");
        let texts = lines.lines().filter_map(|l| {
            let sample: serde_json::Value = serde_json::from_str(l).ok()?;
            sample["text"].as_str().map(str::to_owned)
        });
        let group = format!("real/{}", file.split('/').next().unwrap_or_default());
        groups.entry(group).or_default().extend(texts);
    }
    // All of them: all bytes in all the time.
    let all = groups.values().flatten().cloned().collect();
    groups.insert("real/all".to_owned(), all);
    groups
}

/// The registers.
#[allow(dead_code)] // Those who share it take what they need.
pub const NAMES: [&str; 8] = ["news", "press", "law", "social", "reviews", "apps", "ads", "traditional"];

/// Deterministic texts of a register.
pub fn texts(register: &str, count: usize) -> Vec<String> {
    let mut random = Random(register.bytes().fold(7, |s, b| s * 31 + u64::from(b)) | 1);
    let sentences = sentences(register);
    (0..count)
        .map(|_| {
            let many = if matches!(register, "news" | "traditional") { 1 } else { 1 + random.below(5) };
            (0..many).map(|_| fill(sentences[random.below(sentences.len())], &mut random)).collect()
        })
        .collect()
}

struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

const PERSONS: [&str; 8] = ["王示例", "李测试", "老周", "小陈", "赵大示", "欧阳测试", "张三丰", "店主"];
const PLACES: [&str; 8] =
    ["示例市", "测试区", "白马镇", "示例路口", "第九中学", "测试大桥", "示例公园", "老城"];
const THINGS: [&str; 10] =
    ["耳机", "洗发水", "毛衣", "火锅", "充电宝", "纪录片", "跑鞋", "奶茶", "地铁", "相机"];
const LATIN: [&str; 8] = ["App", "iPhone 15", "OK", "WiFi", "CPU", "K歌", "vlog", "GDP"];

/// Fills `{p}` person, `{o}` place, `{t}` thing, `{l}` Latin, `{n}` small number, `{y}` year,
/// `{d}` decimal, `{b}` long number.
fn fill(template: &str, random: &mut Random) -> String {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((key, tail)) = after.split_once('}') else { break };
        out.push_str(before);
        let piece = match key {
            "p" => pick(&PERSONS, random),
            "o" => pick(&PLACES, random),
            "t" => pick(&THINGS, random),
            "l" => pick(&LATIN, random),
            "n" => (1 + random.below(99)).to_string(),
            "y" => (1950 + random.below(76)).to_string(),
            "d" => format!("{}.{}", random.below(100), random.below(10)),
            _ => format!("{:012}", random.below(1_000_000_000_000)),
        };
        out.push_str(&piece);
        rest = tail;
    }
    out + rest
}

fn pick(of: &[&str], random: &mut Random) -> String {
    of[random.below(of.len())].to_owned()
}

fn sentences(register: &str) -> &'static [&'static str] {
    match register {
        "news" => &NEWS,
        "press" => &PRESS,
        "law" => &LAW,
        "social" => &SOCIAL,
        "reviews" => &REVIEWS,
        "apps" => &APPS,
        "ads" => &ADS,
        _ => &TRADITIONAL,
    }
}

const NEWS: [&str; 12] = [
    "{o}今晨降温{n}度，{n}趟公交绕行，市民{p}说早出门半小时就好",
    "{p}夺得{y}年示例公开赛冠军，决赛打了{n}分钟",
    "新款{t}发布，续航{n}小时，起售价{n}99元",
    "{o}房价连续{n}个月持平，专家：年轻人更看重通勤",
    "航母编队例行训练，发言人：不针对任何国家",
    "{p}新剧定档{n}月{n}日，搭档{p}，网友：终于等到了",
    "某部官兵连夜抢修堤坝，{o}{n}个村恢复供电",
    "{l}更新后掉电快？工程师这样回应",
    "{o}一高校食堂推出{n}元套餐，学生排队{n}米",
    "比分{n}比{n}，主场球迷唱到最后一分钟",
    "今年前{n}个月出口增长{d}%，{l}增速好于预期",
    "老兵{p}把勋章捐给{o}博物馆，展出至{n}月底",
];

const PRESS: [&str; 8] = [
    "本报{o}{n}月{n}日电（记者{p}）{o}召开专题会议，研究部署今年重点工作，强调要坚持问题导向，把群众的事办好。",
    "会议指出，{y}年以来全市新增就业{n}万人，完成年度目标的{d}%，城镇登记失业率控制在{d}%以内。",
    "据介绍，{o}改造工程总投资{n}亿元，分三期建设，{y}年{n}月全线通车，沿线{n}个乡镇受益。",
    "受访专家{p}表示，这项研究历时{n}年，样本超过{n}万份，论文发表在最新一期刊物上。",
    "部队组织开放日活动，三千多名市民参观了营区、装备展台和荣誉室，讲解员由{n}名新战士担任。",
    "县人武部有关负责同志介绍，征兵全程免费，体检标准以公布的为准，咨询可到一楼窗口。",
    "截至{n}日{n}时，{o}累计转移群众{n}户{n}人，无人员伤亡，抢险仍在继续。",
    "国家统计部门公布的数据显示，第{n}季度增长{d}%，消费拉动作用继续增强。",
];

const LAW: [&str; 7] = [
    "第{n}条 有下列情形之一的，由县级以上人民政府主管部门责令改正，处一万元以上十万元以下的罚款；情节严重的，吊销许可证件。",
    "第{n}条 本条例自{y}年{n}月{n}日起施行，{y}年{n}月{n}日公布的暂行办法同时废止。",
    "军人的优待证件、退役安置和抚恤优待，按照国家有关规定执行，具体办法由主管部门会同有关部门制定。",
    "申请人应当提交身份证明、住所证明和本人签名的申请书，材料不齐的，受理机关应当在{n}个工作日内一次告知。",
    "（二）个人信息处理者利用个人信息进行自动化决策，应当保证决策的透明度和结果公平、公正；",
    "本法所称征兵，是指依照法律规定征集公民到部队服现役的活动，任何单位和个人不得收取费用。",
    "原告{p}诉称，{y}年{n}月双方签订合同，约定价款{n}万元，被告逾期{n}日未交付。本院认为，诉请有理，予以支持。",
];

const SOCIAL: [&str; 14] = [
    "今天在{o}吃到超好吃的{t}😋人均{n}，排队{n}分钟也值，姐妹们冲",
    "失眠到凌晨{n}点，刷了{n}条视频，明天还要早八，救命[泪][泪]",
    "//@{p}:哈哈哈哈我也是 //@{p}_{n}:转发微博",
    "我们宿舍{n}个人拼了一箱{t}，一人{d}元，省到就是赚到",
    "{p}你怎么又把{t}忘在教室了啊啊啊啊，第{n}次了！！",
    "{y}.{n}.{n} 打卡{o}，走了{n}000步，腿不是我的了",
    "刚看完{t}，http://example.com/a{n}b{n} 有人一起讨论结局吗",
    "表弟去当兵第{n}天，家里突然好安静，妈妈把他房间收拾了三遍",
    "@{p} @{p}{n} 明天{n}点{o}见，谁迟到谁请{t}",
    "这个{l}真的绝了，{n}块钱能有这效果，回购{n}次了",
    "高考倒计时{n}天，给自己加油，二模{n}8分，稳住",
    "求推荐{t}！预算{n}00左右，学生党，别太重",
    "房东又涨了{n}00，搬家搬家，{o}附近有没有合适的啊",
    "单位团建去{o}，领导唱了{n}首歌，我鼓掌鼓到手疼",
];

const REVIEWS: [&str; 10] = [
    "{t}收到了，物流{n}天就到，包装完好，质量不错，给五星。",
    "酒店离{o}{n}米，房间在{n}楼，隔音一般，早餐{n}种，服务员态度很好，下次还来",
    "不值这个价，用了{n}天就坏，客服让我寄回去，运费自己出，差评",
    "配送员很准时，{n}分钟送到，汤没洒，就是{t}有点凉了",
    "M码穿着刚好，身高1{n}，体重{n}kg，颜色比图片深一点",
    "买的{l}，跑分{n}万，屏幕{d}英寸，打游戏不卡",
    "第{n}次回购了，{t}还是老味道，老板送了{n}包纸巾",
    "油耗{d}L，提速快，后排坐{n}个人有点挤，{y}款性价比高",
    "前台说没房，等了{n}分钟才给升级，{n}层看江景，还行",
    "赠品没发，问了{n}次都说明天，订单里写得清清楚楚",
];

const APPS: [&str; 8] = [
    "{l}是一款帮助用户管理{t}的应用，支持多种格式导入，界面简洁，操作方便。",
    "更新内容：1.修复若干已知问题；2.优化启动速度{n}%；3.新增深色模式，版本{d}.{n}。",
    "本文提出一种基于注意力机制的{t}识别方法，在公开数据集上准确率达到{d}%，较基线提高{d}个百分点。",
    "帮我查一下{o}到{o}明天的高铁",
    "打开{l}，放一首{p}的歌，音量调到{n}",
    "怎么把{t}里的照片导到电脑上，用{l}可以吗？",
    "功能特色：海量{t}、个性推荐、离线下载、夜间护眼，超过{n}万用户的选择。",
    "春眠不觉晓，处处闻啼鸟。夜来风雨声，花落知多少。",
];

const ADS: [&str; 9] = [
    "{o}临街商铺出租，{n}平，年租{n}万，电话13800005005，非诚勿扰",
    "示例家政：保洁、月嫂、开荒，满{n}减{n}，微信同号13800006006",
    "招聘普工{n}名，月薪{n}000，包吃住，五险，联系人刘主管13800007007",
    "老张牛肉面开业，{n}折三天，地址示例路{n}号{n}铺，订座0000-8880123",
    "出闲置{t}，原价{n}99，现价{n}0，{o}自提，加V shili_{n}00",
    "订单号{b}，运单SL{b}，预计{n}月{n}日送达{o}",
    "公告：本小区{n}栋至{n}栋停水{n}小时，物业值班电话0000-8880456",
    "讲座通知：{n}月{n}日{n}:30，教学楼{n}02教室，主讲{p}教授，邮箱 shili{n}@example.edu",
    "出版：示例出版社，ISBN 978-7-0000-00{n}-1，定价{d}元，{y}年第{n}版",
];

const TRADITIONAL: [&str; 8] = [
    "{o}於{y}年設立，面積{d}平方公里，人口約{n}萬，以{t}聞名。",
    "佢琴日喺{o}食咗{n}碟點心，話抵食過頭，聽日再去",
    "{p}在第{n}屆示例獎獲得最佳導演，作品共{n}部。",
    "捷運{o}站{n}號出口旁邊新開咗間{t}舖，排咗{n}分鐘",
    "嗰陣時我先{n}歲，軍營喺對面海，朝朝都聽到吹號",
    "專輯於{y}年{n}月{n}日發行，收錄{n}首歌曲，首週銷量{n}萬張。",
    "你哋今晚幾點返屋企啊？我煮咗湯，等埋你哋先開飯",
    "該鐵路全長{n}公里，設{n}個車站，{y}年通車。",
];
