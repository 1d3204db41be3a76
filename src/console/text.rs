//! Every word of the console, once, in Chinese and English; `name` says which is for
//! what.
//!
//! Pure data; `met` holds those of encounters. The console carries its language in its state and picks its
//! words by it, so that a view depends on nothing else.

pub mod met;

pub use crate::screen::words::fill;

use crate::lang::Lang;
use crate::screen::words::words;

words! {
    [met]

    // Top line and banner.
    product: "礼语", "liyu";
    store: "存储", "store";
    model: "模型", "model";
    lists: "词表", "lists";
    no_model: "仅存储", "store only";
    unsealed: "未加密:liyu user add", "UNSEALED: liyu user add";
    unsealed_long: "录音未加密,谁有硬盘谁能听;建账号即加密:liyu user add",
                   "UNSEALED, whoever has the disk can listen; an account seals it: liyu user add";
    unsealed_wall: "演示:录音未加密", "demo: clips are not sealed";
    attaching: "正在连接服务", "attaching to the service";
    lost: "与服务的连接已断开,以下内容可能已过时;正在重新连接",
          "the service is lost, what you see may be out of date; attaching again";
    stopped: "服务已停止,以下内容可能已过时;重新启动后会自动连接",
             "the service has stopped, what you see may be out of date; attaching when it is back";
    info: "提示", "note";
    warning: "注意", "WARNING";
    fault: "故障", "FAULT";
    more_notices: "另有 {} 条", "{} more";
    too_small: "终端太小:现为 {}x{},至少需要 {}x{}",
               "terminal too small: it is {}x{}, at least {}x{} is needed";

    // Counters.
    counters: "窗口", "Counters";
    col_counter: "窗口", "counter";
    col_state: "状态", "state";
    col_levels: "电平 dBFS", "level dBFS";
    col_heard: "已听", "heard";
    col_lost: "丢失", "lost";
    col_waiting: "待识别", "backlog";
    col_incidents: "事件", "incid.";
    quiet: "安静", "quiet";
    speech: "说话", "speech";
    muted: "无声", "muted";
    device_lost: "断开", "lost";
    closed_hours: "休息", "closed";
    no_status: "未知", "unknown";
    not_listening: "没有在听任何窗口:当前服务只提供已有记录。",
                   "Nothing is listening: this service only serves what is recorded.";
    how_to_listen: "开始监听:运行 liyu watch(先用 liyu devices 查看麦克风)。",
                   "To listen: run liyu watch (liyu devices lists the microphones).";

    // Health of a counter; what to do stands after each cause.
    health: "运行状况", "Health";
    health_fine: "没有丢失,没有异常。", "Nothing lost, nothing wrong.";
    no_status_yet: "服务还没有报告。", "The service has not reported yet.";
    lost_overrun: "  采集溢出", "  overrun";
    do_overrun: "机器来不及取走声音;请关闭其他程序。",
                "the machine was too slow to take the sound; close other programs";
    lost_device: "  设备断开", "  device away";
    do_device: "请检查麦克风接线与供电。", "check the microphone's cable and power";
    lost_backlog: "  识别积压", "  backlog";
    do_backlog: "识别跟不上;请用更小的模型,或增大 tape.spool_mb。",
                "recognition falls behind; use a smaller model or more tape.spool_mb";
    lost_truncated: "  文件截断", "  truncated";
    do_truncated: "文件比它声明的短;请重新拷贝。", "the file is shorter than it says; copy it again";
    muted_time: "无声", "muted";
    do_muted: "收到的全是零;请检查麦克风静音键和音量。",
              "nothing but zeros came in; check the mute switch and the volume";
    clipped: "削波采样", "clipped samples";
    do_clipped: "声音过载;请调低麦克风增益。", "too loud; turn the microphone's gain down";
    not_finite: "无效采样", "invalid samples";
    do_not_finite: "驱动给出无效数值,已置零;请更新驱动。",
                   "the driver gave no numbers, they were silenced; update the driver";
    xruns: "驱动溢出次数", "driver overruns";
    do_xruns: "驱动报告来不及;请降低机器负载。", "the driver fell behind; lower the load";
    rebuilds: "重开设备次数", "device reopened";
    do_rebuilds: "设备曾断开后重连;请检查接线。", "it was lost and found again; check its cable";
    speech_time: "人声", "speech";
    utterances: "语句", "utterances";
    waiting_since: "{} 句,落后 {}", "{}, {} behind";
    spooled: "暂存磁盘", "spooled on disk";
    doubted: "不采信", "not believed";
    undecoded: "识别失败", "failed";
    do_undecoded: "这些话没有文字;请运行 liyu doctor 检查模型。",
                  "these utterances have no text; check the model with liyu doctor";
    hits: "命中短语", "phrases";
    shadow_hits: "试行命中", "on probation";

    // Hall.
    all_well: "一切正常", "all well";
    not_known: "状态未知", "nothing known";
    in_alarm: "有问题 {}/{}", "in trouble {}/{}";
    worst: "最急", "worst";
    others: "另有 {} 个窗口", "{} more counters";
    behind: "积压", "behind";
    clipping: "过载", "clip";
    none_open: "无新事件", "none new";
    others_in_trouble: " 其中 {} 个有问题 ", " {} of them in trouble ";
    courtesy: "文明", "courtesy";
    no_data: "无数据", "no data";
    hears_well: "听音正常", "hears well";
    can_be_kept: "可留存 {}", "{} in memory";
    do_device_short: "请检查麦克风接线与供电", "check the microphone's cable and power";
    do_muted_short: "请检查麦克风静音键", "check the microphone's mute switch";
    last_words: "最后的话", "last words";

    help_tiles: "窗口方格", "tiles";
    tiles_mean: "█ 响度  │ 两秒内最高,数字为 dBFS  !!2 待处理事件及程度  ^ 其中有已升级  待识别 句数/最早一句已过时间  可留存 现在登记投诉还能保存多长录音  属实率 已判定事件中属实的比例及其可能范围",
                "█ level  │ highest of two seconds, the number is dBFS  !!2 undecided and how grave  ^ some are escalated  backlog utterances/age of the oldest  in memory: sound that a complaint could keep now  held: of decided incidents, and what the truth may be";

    // Live.
    speaking_now: "(正在说话)", "(speaking)";

    // Figures.
    counting: "正在统计", "counting";
    by_hour: "按小时", "by hour";
    by_day: "按天", "by day";
    by_counter: "按窗口", "By counter";
    by_phrase: "按短语", "By phrase";
    highest: "最高 {}", "highest {}";
    holds: "属实率 [95% 区间]", "held [95% interval]";
    holds_so_far: "至今属实率 [95%区间]", "held so far [95%]";
    nobody_decided: "无人判定", "nobody decided";
    times: "次数", "times";
    courtesy_short: "文明", "civil";
    incidents_short: "事件", "incid";
    waiting_short: "待处理", "undec";
    confirmed_short: "确认", "conf";
    dismissed_short: "排除", "dism";

    // Health of the hall.
    in_trouble: "{} 个窗口听不好", "{} not heard well";
    clipped_short: "削波", "clip";
    xruns_short: "溢出", "xrun";
    rebuilds_short: "重开", "reop";
    doubted_short: "不信", "doubt";
    undecoded_short: "失败", "fail";
    listened_with: "监听所用", "Listening with";
    disk_free: "磁盘剩余", "disk free";
    memory: "内存", "memory";
    cores: "占用核数", "cores busy";
    version: "版本", "version";
    not_measured: "未测", "not measured";
    changes: "变更记录", "Changes";
    no_changes: "没有变更。", "No changes.";

    // Wall.
    wall_title: "文明服务 今日情况", "Courtesy at our counters today";
    courtesy_today: "今日文明用语率", "courtesy today";
    wall_heard: "{}/{} 个窗口在听", "{} of {} counters listening";
    wall_listens: "在听", "listening";
    wall_deaf: "未在听", "not listening";
    wall_soon: "稍后公布", "soon";
    wall_more: "共 {} 个窗口,轮流显示", "{} counters, shown in turn";
    wall_notice: "声音只在本大厅内处理,不出大厅;感谢您的理解与监督。",
                 "Sound is processed in this hall only and never leaves it. Thank you.";

    // Transcript.
    transcript: "实时转写", "Live transcript";
    scrolled_back: "回看中,后面还有 {} 句", "scrolled back, {} later lines";
    no_lines: "还没有人说话。", "Nobody has spoken yet.";

    // Incidents.
    incidents: "事件", "Incidents";
    no_incidents: "没有事件。", "No incidents.";
    col_time: "时间", "time";
    col_severity: "程度", "severity";
    col_phrase: "短语", "phrase";
    col_speaker: "说话人", "speaker";
    col_disposition: "处理", "decision";
    col_handling: "办理", "handling";
    complaint: "投诉", "complaint";
    praise: "表扬", "praise";
    played_by: "听过录音", "heard the clip";
    concerns: "当事人:{}", "it concerns {}";
    concerns_nobody: "当事人待定", "whom it concerns is open again";
    unconfirmed_short: "未确认", "unsure who";
    open: "进行中", "open";
    closed: "已结束", "closed";
    unconfirmed: "说话人未确认", "unconfirmed";
    critical: "严重", "critical";
    serious: "较重", "serious";
    minor: "轻微", "minor";
    new: "未处理", "new";
    reviewed: "已看过", "reviewed";
    confirmed: "已确认", "confirmed";
    dismissed: "已排除", "dismissed";
    remedied: "已补救", "remedied";
    uncertain: "存疑", "uncertain";
    unsure: "没有听准", "not surely heard";
    appealed: "申诉中", "appealed";
    upheld: "维持", "upheld";
    overturned: "撤销", "overturned";

    // Roles, long and for the meters.
    clerk: "柜员", "clerk";
    citizen: "群众", "citizen";
    room: "大厅", "room";
    unknown: "未知", "unknown";
    clerk_short: "员", "Cl";
    citizen_short: "民", "Ci";
    room_short: "厅", "Rm";
    unknown_short: "??", "??";

    // Detail.
    detail: "事件详情", "Incident";
    loading: "正在读取证据", "reading the evidence";
    heard_text: "听到的话", "What was heard";
    nothing_heard: "没有文字。", "No text.";
    matches: "匹配", "Matches";
    decisions: "处理记录", "Decisions";
    no_decisions: "还没有人处理。", "Nobody has decided yet.";
    evidence: "证据", "Evidence";
    evidence_missing: "证据缺失", "EVIDENCE MISSING";
    missing_means: "录音或文字已不在存储中,无法核对。请勿据此认定。",
                   "the clip or its words are gone from the store; it cannot be checked, do not rely on it";
    evidence_changed: "证据已被改动", "EVIDENCE CHANGED";
    changed_means: "录音或文字与写入时不一致,不能作为凭据。请查明是谁改动了文件。",
                   "the clip or its words are not what was written; it proves nothing, find out who changed the files";
    provenance: "判定依据", "Judged by";
    counter: "窗口", "counter";
    channel: "声道 {}", "channel {}";
    source: "文件", "file";
    revision: "第 {} 版", "revision {}";
    clip: "录音", "clip";
    clip_place: "短语在第 {} 秒,共 {} 秒", "phrase at {} s of {} s";
    wave_reading: "正在读取波形", "reading the clip";
    wave_unreadable: "录音读不出来,没有波形。", "The clip cannot be read, there is no picture of it.";
    wave_peak: "最响 {} dBFS", "loudest {} dBFS";
    playing: "播放", "playing";
    paused: "暂停", "paused";
    guard: "须出自{},说话人{}({})", "must come from {}, said by {} ({})";
    from_clerk: "柜员", "the clerk";
    from_anyone: "任何人", "anyone";
    from_citizen: "群众", "a citizen";
    by_channel: "按声道", "by channel";
    by_nothing: "无依据", "by nothing";
    thresholds: "阈值", "thresholds";
    taboo: "忌语", "taboo";
    civil: "文明用语", "civil";
    exact: "逐字", "exact";
    pinyin: "同音", "pinyin";
    alias: "误听", "misheard";
    score: "得分", "score";
    heard_as: "听作", "heard as";
    logprob: "置信", "logprob";
    put_right: "已补救", "put right";
    put_right_in_part: "已补救(部分)", "put right in part";
    to_credit: "加分", "to the credit";

    // What is typed, chosen, asked.
    reason_title: "排除理由", "Reason to dismiss";
    reason_hint: "请写明理由,回车提交,Esc 取消", "say why; Enter sends, Esc cancels";
    reason_needed: "请先写明内容", "say something first";
    reason_quit: "还没有提交。再按一次 Ctrl-C 退出", "not sent yet; Ctrl-C again quits";
    comment_title: "备注", "Comment";
    comment_hint: "回车提交,Esc 取消", "Enter sends, Esc cancels";
    assign_title: "交办给谁", "Assign to";
    assign_hint: "输入姓名,Tab 补全,留空则不交给任何人", "a name, Tab completes; empty for nobody";
    search_title: "搜索", "Search";
    search_hint: "短语、原话或拼音(首字母也可),留空则全部", "phrase, words or pinyin, initials too; empty for all";
    complain_title: "投诉", "Complaint";
    complain_hint: "上下键换窗口;可写明事由,回车留存并登记", "Up/Down another counter; say what it is about, or not; Enter keeps and files it";
    complain_kept: "可留存最近 {} 秒的录音", "the last {} s of sound can be kept";
    complain_none: "没有可留存的录音,只登记投诉", "no sound can be kept; the complaint is filed all the same";
    remark_title: "投诉备注", "Remark on the complaint";
    reply_title: "答复期限", "Reply date";
    reply_hint: "写作 2026-12-01、12-01 或 +15(天),回车提交", "2026-12-01, 12-01 or +15 (days); Enter sends";
    settle_title: "投诉进度:{}", "Complaint: {}";
    fault_title: "责任认定:{}", "Fault: {}";
    note_hint: "可写明依据,回车提交,Esc 取消", "say why, or not; Enter sends, Esc cancels";
    offered: "可选:{}", "known: {}";
    choose_outcome: "现场处理结果", "What was done at the counter";
    choose_state: "投诉进度", "How far the complaint is";
    choose_fault: "是否我方责任", "Whether the unit is at fault";
    choose_filters: "筛选", "Filters";
    ask_escalate: "升级给值班领导?", "Put it before the duty leader?";
    ask_undo: "撤回最近一次处理?", "Take the latest decision back?";
    at_fault: "我方有责", "at fault";
    not_at_fault: "我方无责", "not at fault";
    apologised: "当面道歉", "apologised";
    corrected: "当场办妥", "put right";
    taken_over: "换人接办", "taken over";
    left: "群众已离开", "citizen had left";
    nothing_amiss: "未见异常", "nothing amiss";
    received: "已受理", "received";
    checking: "核查中", "being checked";
    proved: "属实", "true";
    disproved: "不属实", "untrue";
    unestablished: "无法认定", "not established";
    undone: "撤回,恢复为{}", "undone, again {}";
    seen_by: "已看过", "seen";
    commented: "备注", "comment";
    assigned_to: "交办 {}", "assigned to {}";
    assigned_nobody: "取消交办", "assigned to nobody";
    escalated_on: "已升级", "escalated";

    // Filters and orders.
    filter_sort: "排序", "order";
    filter_handled: "处理", "decision";
    filter_severity: "程度", "severity";
    filter_period: "时间", "time";
    filter_escalated: "升级", "escalated";
    filter_counter: "窗口", "counter";
    filter_phrase: "短语(所选)", "phrase (selected)";
    filter_assignee: "交办", "assigned to";
    filter_clear: "清除全部筛选", "clear all filters";
    any: "全部", "any";
    sort_newest: "最新在前", "newest first";
    sort_oldest: "最早在前", "oldest first";
    sort_gravest: "最重在前", "gravest first";
    sort_counter: "按窗口", "by counter";
    sort_phrase: "按短语", "by phrase";
    waiting: "待处理", "undecided";
    appeals: "申诉", "appeals";
    today: "今天", "today";
    week: "近 7 天", "7 days";
    escalated_only: "只看升级", "escalated only";
    severity_from: "{}及以上", "{} and up";
    found_nothing: "没有符合条件的事件。", "No incident fits.";
    unsearched: "{} 件的原话无法搜索", "words of {} could not be searched";

    // Who is there.
    sign_in: "登录", "Sign in";
    sign_in_name: "姓名", "name";
    sign_in_passphrase: "口令", "passphrase";
    sign_in_hint: "录音已加密,登录后才能看;口令不会显示,也不会发给服务",
                  "clips are sealed, sign in to see them; the passphrase is neither shown nor sent";
    sign_in_asked: "正在联系服务,Esc 取消", "asking the service; Esc cancels";
    sign_in_unlocking: "正在验证口令,Esc 取消", "trying the passphrase; Esc cancels";
    sign_in_wrong: "姓名或口令不对", "name or passphrase is wrong";
    sign_in_damaged: "账号的密钥读不出来;请找主管重设:liyu user reset",
                     "the account's key cannot be read; have it reset: liyu user reset";
    sign_in_lost: "服务断开过,请重新登录", "the service was lost; sign in again";
    sign_in_idle: "太久没有操作,已退出登录", "signed out after too long without a key";
    sign_in_not_staff: "这是员工自己的界面;您的岗位请用 liyu console",
                       "this screen is for staff and their own; your office uses liyu console";
    signed_in: "已登录:{}", "signed in: {}";
    signed_in_new: "已登录:{};有 {} 件新的还没看", "signed in: {}; {} new that you have not seen";
    new_since: "新增 {}", "{} new since";
    not_yours: "您的岗位不做这一步", "your office does not do this";
    no_accounts: "要先有账号:liyu user add", "this takes accounts: liyu user add";
    barred_sign_in: "请先登录(按 L)。", "Sign in first (L).";
    barred_view: "您的岗位不看这一页。", "Your office does not see this page.";
    barred_auditor: "审计只看日志:在命令行运行 liyu log show 或 liyu log verify。",
                    "Auditors read the log: run liyu log show or liyu log verify.";
    barred_review: "还没有账号,员工看不到自己的事件;请主管先运行 liyu user add。",
                   "There is no account yet, so nobody has a page of their own; a supervisor runs liyu user add first.";
    supervisor: "主管", "supervisor";
    staff: "员工", "staff";
    trainer: "词表", "trainer";
    inspector: "检查", "inspector";
    auditor: "审计", "auditor";
    discipline: "纪检", "discipline";
    own_incidents: "我的事件", "My incidents";
    no_own: "没有您的事件。", "There is nothing of yours.";
    answer_by: "答复期限", "answer by";
    answer_short: "答复 {}", "answer {}";
    answer_late: "逾期 {}", "LATE {}";
    opened_by: "谁打开过", "opened by";
    opened_nobody: "还没有人打开过", "nobody yet";
    opened_at: "{}({})", "{} ({})";
    person_row: "当事人", "concerns";
    person_open: "待定(归窗口)", "open (the counter's)";
    not_before: "主管处理之前不能听这段录音(设置 [review] before_decision)。",
                "The clip cannot be heard before somebody has decided (setting [review] before_decision).";
    sealed_to_others: "这份证据没有向您开放(不在加密对象之内)。",
                      "This evidence is not sealed to you.";
    sealed_opening: "正在解密", "opening what is sealed";
    sealed_damaged: "解密后与写入时不符,不能作为凭据。", "It does not open as it was written; it proves nothing.";
    sealed_missing: "加密的文件不在了或读不出来。", "The sealed files are gone or cannot be read.";
    note_sealed: "(加密的备注)", "(a sealed note)";
    note_not_for_you: "(没有向您开放的备注)", "(a note that is not sealed to you)";
    ground_not_me: "不是我", "it was not me";
    ground_not_said: "没有说,或不是这么说的", "it was not said, or not so";
    ground_context: "另有意思,或是群众说的", "another sense, or the citizen said it";
    ground_put_right: "当场已经补救", "it was put right at once";
    ground_other: "其他(在说明里写)", "another (say which)";
    appealed_on: "申诉:{}", "appealed: {}";
    choose_ground: "申诉理由", "On what ground";
    choose_ruling: "申诉结果", "What becomes of the appeal";
    choose_person: "当事人是谁", "Whom it concerns";
    choose_seat: "现在谁坐 {}", "Who sits at {} now";
    choose_own_seat: "我现在坐哪个窗口", "Where I sit now";
    choose_pause: "暂停旁听", "Stop listening";
    seat_nobody: "没有人", "nobody";
    pause_row: "{}  停 {} 分钟", "{}  for {} minutes";
    pause_end: "{}  恢复旁听", "{}  listen again";
    pause_all: "所有窗口", "all counters";
    paused_till: "{} 后恢复旁听", "listened to again in {}";
    paused_by_hand: "暂停", "off";
    paused_all: "暂停旁听 {} 个窗口 {}", "{} counters off {}";
    help_paused: "= 暂停旁听,到点自己恢复", "= not listened to, ends by itself";
    appeal_title: "申诉:{}", "Appeal: {}";
    appeal_hint: "请写明经过,回车提交,Esc 取消", "say what happened; Enter sends, Esc cancels";
    ruling_title: "申诉结果:{}", "Appeal: {}";
    ask_case: "把这句话(数字已遮盖)写到加密库之外,作为词表的测试例?",
              "Write this sentence (figures masked) outside the sealed store, as a test of the lists?";
    shadow_month: "新大厅试行到 {}:期间不按窗口、不按人出数字,先把用语和麦克风调准。",
                  "A new hall is on probation until {}: until then no figures of a counter or a person, while lists and microphones are being put right.";
    shadow_short: "试行期", "probation";
    decided_before: "您判过这起事件,申诉要由另一个人裁决",
                    "you decided on it before; another person decides the appeal";
    not_appealed: "没有人申诉", "nobody has appealed";
    no_staff: "没有可选的人员", "nobody is known who could be chosen";
    swap_sent: "已提交:{} 现在是 {}", "sent: {} is now {}";
    mute_sent: "已提交:暂停旁听 {} 分钟", "sent: off for {} minutes";
    unmute_sent: "已提交:恢复旁听", "sent: listening again";
    no_case: "只有申诉撤销、且这句话已打开的忌语才能写成测试例",
             "only what was overturned, with its sentence opened, can become a case";
    case_kept: "已写入 {}", "written to {}";
    case_lost: "测试例没有写成:{}", "the case was not written: {}";

    // Footer.
    sent: "已提交:{}", "sent: {}";
    not_attached: "未连接服务,无法提交", "not attached, nothing was sent";
    busy: "服务正忙,未提交,请稍后再试", "the service is busy, nothing was sent; try again";
    refused: "服务拒绝:{}", "the service refused: {}";
    undo_sent: "已提交:撤回", "sent: undo";
    complaint_sent: "已提交:投诉", "sent: complaint";
    step_sent: "已提交", "sent";
    date_needed: "日期写作 2026-12-01、12-01 或 +15(天)", "a date is 2026-12-01, 12-01 or +15 (days)";
    reading: "正在读取,请稍候", "still reading, try again";
    no_clip: "录音缺失或已被改动,不能播放", "the clip is missing or was changed; it is not played";
    nothing_kept: "这起投诉没有留下录音", "no sound was kept of this complaint";
    may_not: "当前状态不能改为「{}」", "it cannot become '{}' from where it is";
    nothing_new: "没有未看的新事件", "nothing new is unseen";
    no_neighbour: "没有相邻的事件", "there is no incident beside it";
    nothing_listened: "没有在听任何窗口", "no counter is listened to";
    not_to_escalate: "已经升级,或已有人处理", "the duty leader has it, or somebody has decided";
    nothing_to_undo: "没有可撤回的处理", "there is no decision to take back";
    forgot: "设置没有读写成功:{}", "settings were not read or written: {}";

    // Top lines.
    hearing_of: "在听 {}/{}", "hearing {}/{}";
    store_only: "未监听", "not listening";
    unseen_n: "未看 {}", "unseen {}";
    escalated_n: "升级 {}", "escalated {}";
    complaints_n: "投诉 {}", "complaints {}";

    // Complaints.
    complaints: "投诉", "Complaints";
    no_complaints: "没有投诉。按 ! 登记。", "No complaints. ! files one.";
    col_received: "受理时间", "received";
    col_via: "来源", "by";
    col_progress: "进度", "progress";
    col_fault: "责任", "fault";
    col_reply: "答复期限", "reply by";
    col_kept: "录音", "sound";
    kept: "有", "kept";
    kept_in_part: "不全", "in part";
    not_kept: "无", "none";
    via_console: "控制台", "console";
    via_command: "命令", "command";
    via_device: "评价器", "rating device";
    lacking: "录音情况", "sound";
    steps: "经过", "steps";
    reply_by: "答复期限 {}", "reply by {}";
    overdue: "已逾期", "OVERDUE";

    // Help.
    help: "帮助", "Help";
    at_anywhere: "不在输入时", "Where nothing is typed";
    at_views: "各页面", "In all views";
    at_counters: "大厅、转写、运行", "Hall, live, health";
    at_incident: "选中或打开的事件", "A selected or open incident";
    at_moving: "移动", "Moving";
    at_overlay: "打开、输入、大屏时", "What is open, typed or asked";
    at_input: "输入时", "Typing";
    at_menu: "选择时", "Choosing";
    at_filters: "筛选时", "Filtering";
    at_ask: "再次确认时", "Where a second key is asked for";
    at_sign_in: "登录时", "Signing in";
    at_always: "任何时候", "Always";
    help_signs: "符号", "Signs";
    help_states: "窗口状态", "counter state";
    help_severities: "事件程度", "severity";
    help_queue: "事件标记", "in the queue";
    sign_unseen: "* 未看,已响铃", "* unseen, it rang";
    sign_unopened: "- 未看", "- unseen";
    sign_gone: "~ 已不在此列表", "~ no longer in this list";
    sign_escalated: "^^ 已升级", "^^ escalated";
    sign_going_on: "... 进行中", "... going on";
    sign_assigned: "@ 交办", "@ assigned to";
    sign_comments: "# 备注数", "# comments";
    help_mouse: "鼠标", "mouse";
    mouse_means: "点击选中,再点打开,滚轮滚动;按住 Shift 拖动可选取文字。",
                 "a click selects, another opens, the wheel scrolls; drag with Shift to select text";
    help_marks: "转写标记", "marks in text";
    key_open: "打开", "open";
    key_open_kept: "打开留存的录音", "open what was kept";
    key_listen: "看转写", "live";
    key_submit: "提交", "send";
    key_choose: "选定", "choose";
    key_close: "关闭", "close";
    key_turn: "换", "turn";
    key_turn_back: "往回换", "turn back";
    key_yes: "是", "yes";
    key_offered: "补全", "complete";
    key_erase: "删一字", "erase";
    key_erase_all: "清空", "clear the line";
    key_back: "返回", "back";
    key_play: "播放", "play";
    key_seek_back: "退 2 秒", "2 s back";
    key_seek_on: "进 2 秒", "2 s on";
    key_rate: "变速", "rate";
    key_confirm: "确认", "confirm";
    key_dismiss: "排除", "dismiss";
    key_remedied: "补救", "remedy";
    key_comment: "备注", "comment";
    key_assign: "交办", "assign";
    key_outcome: "现场", "on site";
    key_escalate: "升级", "escalate";
    key_undo: "撤回", "undo";
    key_accept: "听过,接受", "heard, accept";
    key_appeal: "申诉", "appeal";
    key_person: "当事人", "person";
    key_case: "作测试例", "make a case";
    key_swap: "换岗", "swap seats";
    key_mute: "暂停旁听", "stop listening";
    key_session: "登录/退出", "sign in/out";
    key_sign_in: "登录", "sign in";
    key_field: "姓名/口令", "name/passphrase";
    key_previous: "上一件", "previous";
    key_next: "下一件", "next";
    key_search: "搜索", "search";
    key_filters: "筛选", "filter";
    key_sort: "排序", "sort";
    key_escalated: "只看升级", "escalated only";
    key_clear: "清除筛选", "clear filters";
    key_counter_before: "上一窗口", "previous counter";
    key_counter_after: "下一窗口", "next counter";
    key_incidents: "此窗口事件", "its incidents";
    key_span: "今天/本周", "day/week";
    key_settle: "进度", "progress";
    key_fault: "责任", "fault";
    key_reply_by: "答复期限", "reply date";
    key_remark: "备注", "remark";
    key_unseen: "看新事件", "see new";
    key_complain: "投诉", "complaint";
    key_wall: "大屏", "wall";
    key_next_view: "换页", "next view";
    key_previous_view: "上一页", "previous view";
    key_up: "上移", "up";
    key_down: "下移", "down";
    key_page_up: "上翻", "page up";
    key_page_down: "下翻", "page down";
    key_first: "到开头", "to the first";
    key_last: "到末尾", "to the last";
    key_language: "English", "中文";
    key_help: "帮助", "help";
    key_quit: "退出", "quit";

    // Views, as their tabs say.
    view_hall: "大厅", "Hall";
    view_live: "转写", "Live";
    view_queue: "事件", "Queue";
    view_figures: "统计", "Figures";
    view_health: "运行", "Health";
    view_complaints: "投诉", "Complaints";
}
