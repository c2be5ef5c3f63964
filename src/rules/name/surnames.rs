//! Common surnames: 陆军, 海军, 国防, 民兵 are given names too.

/// The hundred most frequent surnames and some more (Ministry of Public Security, report on names
/// in the country, 2020), simplified.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖文施洪辛柯庄温牛樊葛邢安齐伍庞章鲁倪裴申";

/// Whether a folded character is a common surname.
pub(super) fn is_surname(c: char) -> bool {
    SURNAMES.contains(c)
}
