//! The page itself.

use super::{Sheet, Unit};
use crate::record::{Rules, UNDELETE_DAYS};
use std::fmt::Write as _;

/// For print: no colour that a printer would lose, nothing beside the margins.
const STYLE: &str = "@page { size: A4; margin: 18mm }
body { font: 11.5pt/1.6 \"Noto Serif CJK SC\", \"Source Han Serif SC\", SimSun, serif; color: #000 }
h1 { font-size: 20pt; text-align: center; margin: 0 0 6mm }
h2 { font-size: 12.5pt; margin: 4mm 0 1mm }
p, ul { margin: 0 0 1.5mm } ul { padding-left: 6mm }
table { border-collapse: collapse; margin: 1mm 0 2mm } td, th { border: 0.3mm solid #000; padding: 0.5mm 3mm; text-align: left }
mark { background: none; outline: 0.5mm dashed #000; padding: 0 1mm }
footer { margin-top: 6mm; text-align: right }
section + section { page-break-before: always }";

/// The page as one HTML file in UTF-8.
pub fn page(sheet: &Sheet<'_>) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>录音告知书</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
    );
    html.push_str(&chinese(sheet));
    if sheet.english {
        html.push_str(&english(sheet));
    }
    html.push_str("</body>\n</html>\n");
    html
}

fn chinese(sheet: &Sheet<'_>) -> String {
    let Sheet { unit, rules, around_s, complaint_s, .. } = sheet;
    let or = |text: &str| filled(text, "待填写");
    let Unit { name, address, contact, telephone, legal_basis, purposes } = unit;
    let hours = if sheet.shut_outside_hours {
        "开放时间以外不监听;最后一位办完后即停止,最迟不超过关门后一小时。"
    } else {
        "开放时间以外也可能监听。"
    };
    let complaint = if *complaint_s > 0.0 {
        format!("有人投诉或表扬时,另存此前最多 {complaint_s:.0} 秒。")
    } else {
        String::new()
    };
    let rows = [
        ("没有人处理的记录", rules.undecided_days, "从说话时算"),
        ("经核查不成立、或申诉后撤销的", rules.dismissed_days, "从处理时算"),
        ("经核查属实的", rules.confirmed_days, "从处理时算"),
        ("投诉", rules.complaint_days, "从最后一次办理算"),
        ("涉及廉洁问题的", rules.integrity_days, "从处理时算"),
        ("表扬", rules.praise_days, "从说话时算"),
        ("接待过程的标记(没有录音和文字)", rules.moments_days, "从接待开始算"),
    ];
    format!(
        "<section>\n<h1>服务窗口监听与录音告知书</h1>\n\
         <p>本大厅的服务窗口装有麦克风,由一台不联网的计算机旁听工作人员的服务用语。请您在开口之前了解以下事项。</p>\n\
         <h2>一、谁在处理</h2>\n<p>{}<br>地址:{}<br>联系人:{}  电话:{}</p>\n\
         <h2>二、为了什么</h2>\n{}\
         <h2>三、依据</h2>\n<p>{}</p>\n\
         <h2>四、怎样处理</h2>\n<ul>\n\
         <li>平时听到的声音只在内存里停留片刻,不保存,声音和文字都不出这台计算机。</li>\n\
         <li>听到服务忌语时,保存这句话以及前 {:.0} 秒、后 {:.0} 秒的录音和文字。{complaint}</li>\n\
         <li>办事群众与工作人员各用一个麦克风时,保存的录音默认去掉群众的声音;要听完整录音须两人同意,并记入日志。</li>\n\
         <li>录音加密保存,只有有关的工作人员和主管能打开,每次打开都记入日志。</li>\n\
         <li>不做声纹识别,不辨认您是谁。{hours}</li>\n</ul>\n\
         <h2>五、保存多久</h2>\n<table>\n<tr><th>记录</th><th>保存</th><th>起算</th></tr>\n{}</table>\n\
         <p>同时适用几条的,取最晚的。申诉或投诉没有办结的,保存到办结。到期后再留 {UNDELETE_DAYS} 天,然后彻底删除。</p>\n\
         <h2>六、您的权利</h2>\n\
         <p>您可以查阅、复制与您有关的录音,可以要求更正、删除,可以要求说明处理规则,也可以拒绝被录音并请工作人员暂停监听。\
         请向上面的联系人提出,说明日期、大致时间和窗口号;您不必说明理由。对答复不满意的,可以向上级主管部门或网信部门投诉。</p>\n\
         <footer>{}<br>张贴日期:____年__月__日</footer>\n</section>\n",
        or(name),
        or(address),
        or(contact),
        or(telephone),
        list(purposes, "待填写"),
        or(legal_basis),
        around_s.0,
        around_s.1,
        table(&rows, "天"),
        or(name),
    )
}

fn english(sheet: &Sheet<'_>) -> String {
    let Sheet { unit, rules, around_s, complaint_s, .. } = sheet;
    let or = |text: &str| filled(text, "to be filled in");
    let Unit { name, address, contact, telephone, legal_basis, purposes } = unit;
    let hours = if sheet.shut_outside_hours {
        "Outside opening hours nothing is listened to; the last conversation is heard to its end, \
         for an hour after closing at most."
    } else {
        "It may listen outside opening hours too."
    };
    let complaint = if *complaint_s > 0.0 {
        format!(" When somebody complains or praises, up to {complaint_s:.0} s before that.")
    } else {
        String::new()
    };
    let Rules {
        undecided_days,
        dismissed_days,
        confirmed_days,
        complaint_days,
        integrity_days,
        praise_days,
        moments_days,
    } = **rules;
    let rows = [
        ("Not decided on", undecided_days, "from when it was said"),
        ("Found not so, or overturned on appeal", dismissed_days, "from the decision"),
        ("Found so", confirmed_days, "from the decision"),
        ("Complaints", complaint_days, "from the last step"),
        ("On integrity", integrity_days, "from the decision"),
        ("Praise", praise_days, "from when it was said"),
        ("Marks of what happened, without sound or words", moments_days, "from its beginning"),
    ];
    format!(
        "<section lang=\"en\">\n<h1>Notice of listening and recording</h1>\n\
         <p>The counters of this hall have microphones. A computer without a network listens to how \
         staff speak. Please read this before you speak.</p>\n\
         <h2>1. Who</h2>\n<p>{}<br>Address: {}<br>Contact: {}, telephone {}</p>\n\
         <h2>2. What for</h2>\n{}\
         <h2>3. Basis</h2>\n<p>{}</p>\n\
         <h2>4. How</h2>\n<ul>\n\
         <li>What is heard stays in memory for a short while and is not kept; sound and text never \
         leave this computer.</li>\n\
         <li>When a forbidden phrase is heard, it is kept with {:.0} s before and {:.0} s after it, \
         as sound and text.{complaint}</li>\n\
         <li>Where citizen and staff have a microphone each, the citizen's voice is left out of what \
         is kept; to hear the whole takes two people and is logged.</li>\n\
         <li>Recordings are sealed: the member of staff concerned and the supervisors can open them, \
         and each opening is logged.</li>\n\
         <li>Nobody is recognised by their voice. {hours}</li>\n</ul>\n\
         <h2>5. How long</h2>\n<table>\n<tr><th>Record</th><th>Kept</th><th>Counted</th></tr>\n{}</table>\n\
         <p>Where several apply, the one that ends last. What is under appeal or not settled is kept \
         until it is. Then it can be had back for {UNDELETE_DAYS} days, and is deleted for good.</p>\n\
         <h2>6. Your rights</h2>\n\
         <p>You may see and copy what concerns you, have it corrected or deleted, have the rules \
         explained, and refuse to be recorded and have listening paused. Ask the contact above and \
         say the date, the time and the counter; you need give no reason. If the answer does not \
         satisfy you, complain to the authority above or the cyberspace administration.</p>\n\
         <footer>{}<br>Posted on: ____-__-__</footer>\n</section>\n",
        or(name),
        or(address),
        or(contact),
        or(telephone),
        list(purposes, "to be filled in"),
        or(legal_basis),
        around_s.0,
        around_s.1,
        table(&rows, " days"),
        or(name),
    )
}

fn table(rows: &[(&str, u32, &str)], days: &str) -> String {
    rows.iter().fold(String::new(), |mut table, (what, n, from)| {
        // Writing to a String cannot fail.
        let _ = writeln!(table, "<tr><td>{what}</td><td>{n}{days}</td><td>{from}</td></tr>");
        table
    })
}

fn list(items: &[String], lacking: &str) -> String {
    if items.is_empty() {
        return format!("<p>{}</p>\n", filled("", lacking));
    }
    let items: String = items.iter().map(|item| format!("<li>{}</li>\n", escaped(item))).collect();
    format!("<ul>\n{items}</ul>\n")
}

/// What the settings say, or a mark that nobody overlooks.
fn filled(text: &str, lacking: &str) -> String {
    if text.is_empty() { format!("<mark>({lacking})</mark>") } else { escaped(text) }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: Rules = Rules {
        undecided_days: 181,
        dismissed_days: 32,
        confirmed_days: 363,
        complaint_days: 184,
        integrity_days: 1095,
        praise_days: 96,
        moments_days: 30,
    };

    fn sheet<'a>(unit: &'a Unit, english: bool) -> Sheet<'a> {
        Sheet {
            unit,
            rules: &RULES,
            around_s: (5.0, 3.0),
            complaint_s: 120.0,
            shut_outside_hours: true,
            english,
        }
    }

    #[test]
    fn it_says_what_the_settings_say_and_marks_what_they_do_not() {
        let unit = Unit {
            name: "某区政务服务中心 <A&B>".into(),
            contact: "值班主任".into(),
            purposes: vec!["核查投诉".into()],
            ..Unit::default()
        };
        assert_eq!(unit.lacking(), ["unit.address", "unit.telephone", "unit.legal_basis"]);
        let html = page(&sheet(&unit, false));
        for said in
            ["某区政务服务中心 &lt;A&amp;B&gt;", "值班主任", "核查投诉", "前 5 秒", "120 秒"]
        {
            assert!(html.contains(said), "{said}");
        }
        for days in [181, 32, 363, 184, 1095, 96] {
            assert!(html.contains(&format!("<td>{days}天</td>")), "{days}");
        }
        assert_eq!(html.matches("<mark>").count(), 3);
        assert!(!html.contains("<script") && !html.contains("http") && !html.contains("Notice"));
    }

    #[test]
    fn english_follows_below_where_it_is_wanted() {
        let html = page(&sheet(&Unit::default(), true));
        let (zh, en) = (html.find("告知书</h1>"), html.find("Notice of listening"));
        assert!(zh.is_some() && zh < en);
        assert!(html.contains("<td>1095 days</td>"));
    }
}
