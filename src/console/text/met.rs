//! The words of encounters: list, timeline, score.
//!
//! Pure data.

use crate::screen::words::part_of_words;

part_of_words! {
    view: "接待", "Encounters";
    open: "接待详情", "An open encounter";
    none: "没有接待记录。", "No encounters.";
    none_fit: "没有符合条件的接待。", "No encounter fits.";
    no_neighbour: "没有相邻的接待", "there is no encounter beside it";
    no_incident: "这里没有事件", "no incident was made of it";

    // Heads of the list.
    col_outcome: "结果", "outcome";
    col_length: "时长", "length";
    col_broken: "未做到", "broken";
    col_remedied: "补救", "mended";
    col_kept: "做到", "kept";
    col_merits: "优点", "merit";
    col_unjudged: "未判", "unjud.";

    // What goes on at a counter.
    idle: "空闲", "idle";
    serving: "接待中", "serving";
    waits: "请人稍等", "waiting";
    phone: "接电话", "on the phone";
    pauses: "暂停办理", "paused";

    // What encounters and rules come to.
    clean: "规范", "clean";
    put_right: "有补救", "put right";
    flagged: "有问题", "flagged";
    not_judged: "未判", "not judged";
    kept: "做到", "kept";
    broken: "未做到", "broken";
    remedied: "已补救", "put right";
    merit: "优点", "merit";
    hint: "提示", "hint";
    overtime: "延时服务", "beyond hours";
    no_citizen: "没有群众说话", "no citizen heard";
    sides_unknown: "分不清谁在说话", "not known who speaks";

    // The timeline.
    length: "时长 {}", "{} long";
    loudest: "最响 +{} dB", "loudest +{} dB";
    row_time: "时间", "time";
    row_heard: "听到", "heard";
    row_rules: "规则", "rules";
    forgotten: "各人说话的时刻已按期删除,规则的结果还在。",
               "Who spoke when was deleted on its day; what rules came to is kept.";
    nothing_marked: "没有可判的规则,也没有事件。", "No rule applied and there is no incident.";
    incident: "事件", "incident";
    said_by: "{}说的", "said by the {}";
    said_by_unknown: "说话人未确认", "not known who said it";
    sound: "声音", "sound";
    ring: "电话铃声", "telephone";
    mobile: "手机铃声(提示)", "mobile phone (hint)";
    slam: "摔东西的声音(提示)", "slam (hint)";
    times: "{} 次", "{} times";
    call: "电话", "call";
    call_taken: "接听来电", "taken";
    call_mobile: "接手机(提示)", "on a mobile phone (hint)";
    call_made: "打出电话", "made";
    call_spoken: "说是接电话", "said to be taken";
    call_missed: "来电没有接", "not taken";
    rings: "响 {} 声", "{} rings";
    ticket: "叫号", "queue";
    ticket_called: "叫到本窗口", "called to the counter";
    ticket_closed: "办结", "closed";
    money: "金额", "money";
    due: "费用共 {} 元", "to pay {} yuan";
    received: "收您 {} 元", "received {} yuan";
    change: "找您 {} 元", "change {} yuan";

    // Score and the three figures.
    score: "服务得分", "service score";
    score_short: "得分", "score";
    score_of: "{}({} 次接待)", "{} ({} encounters)";
    score_n: "%,下面是接待次数", "%, encounters below";
    few: "括号:不足 10 次接待,只作参考", "in brackets: fewer than 10 encounters, no more than a hint";
    by_counter: "服务得分 按窗口", "Service score by counter";
    by_time: "已听、听清、已判", "Heard, understood, judged";
    col_encounters: "接待", "encs.";
    understood_of: "听清 {}", "understood {}";
    understood_short: "听清", "underst";
    judged: "已判", "judged";

    // Keys and help.
    key_open: "打开", "open";
    key_incident: "看事件", "its incident";
    key_trouble_before: "上一处问题", "trouble before";
    key_trouble_after: "下一处问题", "next trouble";
    key_previous: "上一次接待", "previous encounter";
    key_next: "下一次接待", "next encounter";
    key_judged: "按结果", "by outcome";
    key_days: "按日期", "by day";
    key_encounters: "此窗口接待", "its encounters";
    help: "接待", "encounters";
    help_means: "柜员、群众两行:谁在什么时候说话,越高越响,疏的是没听清  ! 忌语或事件  o 铃声  c 电话  m 手机铃声  b 摔东西  # 叫号  $ 报金额  + 做到  x 未做到  ? 提示  ~ 已补救  * 优点  - 未判  ^ 选中处",
                "rows of clerk and citizen: who speaks when, the higher the louder, sparse where it was not understood  ! taboo or incident  o telephone rings  c call  m mobile phone  b slam  # queue system  $ sum of money  + kept  x broken  ? hint  ~ put right  * merit  - not judged  ^ what is selected";
}
