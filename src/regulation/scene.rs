//! When at the counter a phrase belongs, in the words of the shipped packs.
//!
//! Pure. A suggestion for a trainer: the words that lead in are asked first, the
//! phrase itself second.

const SCENES: [(&str, &[&str]); 15] = [
    ("phone_out", &["打电话给", "向外打电话", "给服务对象打电话", "拨打"]),
    ("phone_in", &["接听", "接电话", "来电", "电话"]),
    ("closing", &["下班"]),
    ("fault", &["故障", "停电", "系统"]),
    ("complaint", &["投诉", "意见", "建议"]),
    ("payment", &["收费", "收取现金", "计价", "找还", "缴费", "元"]),
    ("completion", &["办理完毕", "办完", "办好", "办结", "收好"]),
    ("farewell", &["道别", "离开", "送别", "再见", "慢走", "走好"]),
    ("materials", &["资料", "材料", "证件", "手续"]),
    ("refusal_with_reason", &["拒绝", "谢绝", "不能办理", "相悖"]),
    ("wait", &["等候", "繁忙", "稍等", "稍候", "久等"]),
    ("apology", &["道歉", "歉意", "差错", "对不起", "抱歉", "原谅"]),
    ("thanks", &["感谢", "谢"]),
    ("inquiry", &["咨询", "询问", "请问", "问"]),
    ("greeting", &["招呼", "问候", "接待", "迎", "好"]),
];

/// The scene that `lead` or else `phrase` speaks of; empty when neither does.
pub(super) fn scene(lead: &str, phrase: &str) -> &'static str {
    let of =
        |text: &str| SCENES.iter().find(|(_, words)| words.iter().any(|word| text.contains(word)));
    of(lead).or_else(|| of(phrase)).map_or("", |(scene, _)| scene)
}
