//! Every word of the console, once, in Chinese and English.
//!
//! Pure data. The console carries its language in its state and picks its
//! words by it, so that a view depends on nothing else.

pub use crate::screen::words::fill;

use crate::lang::Lang;
use crate::phrasebook::{List, Remedy, Severity};
use crate::record::{Disposition, EvidenceState, IncidentState};
use crate::screen::words::words;
use crate::service::message::Hearing;
use crate::spot::How;
use crate::units::Role;

words! {
    // Top line and banner.
    product: "礼语", "liyu";
    store: "存储", "store";
    model: "模型", "model";
    lists: "词表", "lists";
    no_model: "仅存储", "store only";
    unsealed: "录音未加密", "UNSEALED";
    attaching: "正在连接服务…", "attaching to the service…";
    lost: "与服务的连接已断开,以下内容可能已过时;正在重新连接…",
          "the service is lost, what you see may be out of date; attaching again…";
    stopped: "服务已停止,以下内容可能已过时;重新启动后会自动连接…",
             "the service has stopped, what you see may be out of date; attaching when it is back…";
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
    loading: "正在读取证据…", "reading the evidence…";
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

    // Reason and footer.
    reason_title: "排除理由", "Reason to dismiss";
    reason_hint: "请写明理由,回车提交,Esc 取消", "say why; Enter sends, Esc cancels";
    reason_needed: "请先写明理由", "a reason is needed";
    reason_quit: "理由未提交。再按一次 Ctrl-C 退出", "the reason is not sent; Ctrl-C again quits";
    sent: "已提交:{}", "sent: {}";
    not_attached: "未连接服务,无法提交", "not attached, nothing was sent";
    busy: "服务正忙,未提交,请稍后再试", "the service is busy, nothing was sent; try again";
    refused: "服务拒绝:{}", "the service refused: {}";

    // Help.
    help: "帮助", "Help";
    help_keys: "按键", "Keys";
    help_signs: "符号", "Signs";
    help_states: "窗口状态", "counter state";
    help_severities: "事件程度", "severity";
    help_marks: "转写标记", "marks in text";
    key_open: "打开", "open";
    key_submit: "提交", "send";
    key_erase: "删一字", "erase";
    key_back: "返回", "back";
    key_confirm: "确认", "confirm";
    key_dismiss: "排除", "dismiss";
    key_remedied: "补救", "remedy";
    key_next_panel: "换栏", "panel";
    key_previous_panel: "上一栏", "previous panel";
    key_up: "上移", "up";
    key_down: "下移", "down";
    key_page_up: "上翻", "page up";
    key_page_down: "下翻", "page down";
    key_first: "到开头", "to the first";
    key_last: "到末尾", "to the last";
    key_language: "English", "中文";
    key_health: "状况", "health";
    key_help: "帮助", "help";
    key_quit: "退出", "quit";
}

impl Words {
    /// A sign that tells the state without colour, and its word.
    pub fn hearing(&self, state: Option<Hearing>) -> (&'static str, &'static str) {
        match state {
            Some(Hearing::Quiet) => ("-", self.quiet),
            Some(Hearing::Speech) => ("*", self.speech),
            Some(Hearing::Muted) => ("!", self.muted),
            Some(Hearing::Lost) => ("X", self.device_lost),
            Some(Hearing::Closed) => (".", self.closed_hours),
            None => ("?", self.no_status),
        }
    }

    /// A sign that tells the severity without colour, and its word.
    pub fn severity(&self, severity: Severity) -> (&'static str, &'static str) {
        match severity {
            Severity::Minor => ("!  ", self.minor),
            Severity::Serious => ("!! ", self.serious),
            Severity::Critical => ("!!!", self.critical),
        }
    }

    pub fn disposition(&self, disposition: Disposition) -> &'static str {
        match disposition {
            Disposition::New => self.new,
            Disposition::Reviewed => self.reviewed,
            Disposition::Confirmed => self.confirmed,
            Disposition::Dismissed => self.dismissed,
            Disposition::Remedied => self.remedied,
            Disposition::Uncertain => self.uncertain,
            Disposition::Appealed => self.appealed,
            Disposition::Upheld => self.upheld,
            Disposition::Overturned => self.overturned,
        }
    }

    /// What is wrong with the evidence, in a word and in a sentence.
    pub fn evidence_fault(&self, state: EvidenceState) -> Option<(&'static str, &'static str)> {
        match state {
            EvidenceState::Ok => None,
            EvidenceState::Missing => Some((self.evidence_missing, self.missing_means)),
            EvidenceState::Changed => Some((self.evidence_changed, self.changed_means)),
        }
    }

    pub fn state(&self, state: IncidentState) -> &'static str {
        match state {
            IncidentState::Open => self.open,
            IncidentState::Closed => self.closed,
        }
    }

    pub fn role(&self, role: Role) -> &'static str {
        match role {
            Role::Clerk => self.clerk,
            Role::Citizen => self.citizen,
            Role::Room => self.room,
            Role::Unknown => self.unknown,
        }
    }

    /// Two columns wide in both languages.
    pub fn role_short(&self, role: Role) -> &'static str {
        match role {
            Role::Clerk => self.clerk_short,
            Role::Citizen => self.citizen_short,
            Role::Room => self.room_short,
            Role::Unknown => self.unknown_short,
        }
    }

    /// Who an incident is laid to.
    pub fn speaker(&self, role: Role) -> &'static str {
        match role {
            Role::Unknown => self.unconfirmed,
            known => self.role(known),
        }
    }

    pub fn list(&self, list: List) -> &'static str {
        match list {
            List::Taboo => self.taboo,
            List::Civil => self.civil,
        }
    }

    pub fn remedy(&self, remedy: Remedy) -> &'static str {
        match remedy {
            Remedy::Partial => self.put_right_in_part,
            Remedy::Full => self.put_right,
        }
    }

    pub fn how(&self, how: How) -> &'static str {
        match how {
            How::Exact => self.exact,
            How::Pinyin => self.pinyin,
            How::Alias => self.alias,
        }
    }
}
