//! Small whole files of each format, for mutators to damage.

use super::entries::{KEY, OTHER_KEY};
use liyu::account::Office;
use liyu::bundle::{Bound, Draft, Head, Manifest, Signer, Words};
use liyu::model::ggml::{Format, Header};
use liyu::model::layout::{HyperParameters, TensorSpec};
use liyu::model::weights::{Values, Weights};
use liyu::model::{error::Flaw, mel, write};
use liyu::record::{AuditLine, GENESIS, Incident, What};
use liyu::vault::{self, Secret};
use sha2::{Digest, Sha256};

/// Half a second of a falling ramp: (format tag, bits, channels, rate).
pub fn wavs() -> Vec<Vec<u8>> {
    let kinds = [(1, 16, 1, 16_000), (1, 8, 2, 8_000), (1, 24, 1, 44_100), (3, 32, 2, 48_000)];
    kinds.iter().map(|&(tag, bits, channels, rate)| wav(tag, bits, channels, rate)).collect()
}

fn wav(tag: u16, bits: u16, channels: u16, rate_hz: u32) -> Vec<u8> {
    let frame = channels * bits / 8;
    let body: Vec<u8> = (0..rate_hz / 20 * u32::from(frame)).map(|n| (n % 251) as u8).collect();
    let mut file = b"RIFF".to_vec();
    file.extend((36 + body.len() as u32).to_le_bytes());
    file.extend(b"WAVEfmt \x10\0\0\0");
    file.extend(tag.to_le_bytes());
    file.extend(channels.to_le_bytes());
    file.extend(rate_hz.to_le_bytes());
    file.extend((rate_hz * u32::from(frame)).to_le_bytes());
    file.extend(frame.to_le_bytes());
    file.extend(bits.to_le_bytes());
    file.extend(b"data");
    file.extend((body.len() as u32).to_le_bytes());
    file.extend(body);
    file
}

/// The bundled regulation as UTF-8 and as UTF-16, and a few lines in GB18030.
pub fn regulations() -> Vec<Vec<u8>> {
    let text = include_str!("../regulation/sample.txt");
    let wide = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    // 应说“您好”、“请坐”。 and 服务忌语:不知道。
    let gb = b"\xd3\xa6\xcb\xb5\xa1\xb0\xc4\xfa\xba\xc3\xa1\xb1\xa1\xa2\xa1\xb0\xc7\xeb\xd7\xf8\xa1\xb1\xa1\xa3\n\
               \xb7\xfe\xce\xf1\xbc\xc9\xd3\xef\xa3\xba\xb2\xbb\xd6\xaa\xb5\xc0\xa1\xa3\n";
    vec![text.into(), wide, gb.to_vec()]
}

pub const SETTINGS: &str = r#"
[capture]
rebuild_tries = 3

[hours]
sessions = ["08:30-12:00", "13:30-17:00"]
weekdays = ["mon", "tue"]
holidays = ["2026-10-01"]

[[counter]]
name = "1"
channels = ["clerk", "citizen"]
"#;

pub const PHRASES: &str = r#"
[pack]
name = "seed"
title = "种子"

[[phrase]]
id = "t1"
text = "不知道"
list = "taboo"
group = "推诿"
mode = "exact"
category = "推诿"
severity = "serious"
speaker = "clerk"
strictness = "normal"
variants = ["我不知道", "不晓得"]
decoys = ["不知道您贵姓"]
source = "seed"
"#;

pub const VOCABULARY: &str = r#"{"model": {"vocab": {"!": 0, "Ġb": 1, "ä½ł": 2, "c": 3}}}"#;

/// A model of three tokens, two layers and nothing learnt.
pub fn ggmls() -> Vec<Vec<u8>> {
    [Format::F16, Format::Q8_0]
        .into_iter()
        .map(|format| {
            let tokens = vec![b"!".to_vec(), b" b".to_vec(), "你".as_bytes().to_vec()];
            let filters = mel::slaney(80);
            let header = Header { hyper: Zeros.hyper(), format, filters, tokens };
            let mut file = Vec::new();
            write::write(&mut file, &header, &mut Zeros, |_| ()).unwrap();
            file
        })
        .collect()
}

struct Zeros;

impl Weights for Zeros {
    fn hyper(&self) -> HyperParameters {
        HyperParameters {
            vocabulary: 1_611,
            audio_context: 2,
            audio_state: 32,
            audio_heads: 1,
            audio_layers: 1,
            text_context: 2,
            text_state: 32,
            text_heads: 1,
            text_layers: 1,
            mel_bands: 80,
        }
    }

    fn values(&mut self, tensor: &TensorSpec) -> Result<Values, Flaw> {
        Ok(Values::F32(vec![0.0; tensor.weights()]))
    }
}

/// The head of a CTranslate2 file and some of its variables.
pub fn ctranslate2() -> Vec<u8> {
    fn text(file: &mut Vec<u8>, text: &str) {
        file.extend((text.len() as u16 + 1).to_le_bytes());
        file.extend(text.as_bytes());
        file.push(0);
    }
    let variables: [(&str, &[u32]); 5] = [
        ("encoder/conv1/weight", &[32, 80, 3]),
        ("encoder/position_encodings/encodings", &[2, 32]),
        ("decoder/embeddings/weight", &[1_611, 32]),
        ("decoder/position_encodings/encodings", &[2, 32]),
        ("decoder/layer_norm/gamma", &[32]),
    ];
    let mut file = 6_u32.to_le_bytes().to_vec();
    text(&mut file, "WhisperSpec");
    file.extend(3_u32.to_le_bytes());
    file.extend((variables.len() as u32 + 1).to_le_bytes());
    text(&mut file, "encoder/num_heads");
    file.extend([0, 2, 2, 0, 0, 0, 1, 0]);
    for (name, dims) in variables {
        text(&mut file, name);
        file.push(dims.len() as u8);
        dims.iter().for_each(|dim| file.extend(dim.to_le_bytes()));
        file.push(4);
        let bytes = dims.iter().product::<u32>() * 2;
        file.extend(bytes.to_le_bytes());
        file.resize(file.len() + bytes as usize, 0);
    }
    file
}

/// An ONNX file with the tensors that tell the architecture, as protobuf.
pub fn onnx() -> Vec<u8> {
    fn field(number: u8, inside: &[u8]) -> Vec<u8> {
        let mut out = vec![number << 3 | 2];
        let mut len = inside.len();
        while len > 0x7f {
            out.push(len as u8 | 0x80);
            len >>= 7;
        }
        out.push(len as u8);
        out.extend(inside);
        out
    }
    let tensors = [
        "model.decoder.embed_tokens.weight",
        "model.decoder.embed_positions.weight",
        "embed_positions.weight",
        "conv1.weight",
    ];
    let mut graph = Vec::new();
    for name in tensors {
        // dims 2 and 32, of type float.
        let mut tensor = vec![0x08, 2, 0x08, 32, 0x10, 1];
        tensor.extend(field(8, name.as_bytes()));
        tensor.extend(field(9, &[0; 256]));
        graph.extend(field(5, &tensor));
    }
    let node = field(1, b"a").into_iter().chain(field(3, b"/layers.0/fc1/MatMul_quant"));
    graph.extend(field(1, &node.collect::<Vec<u8>>()));
    field(7, &graph)
}

/// Templates, each with texts.
pub const TEMPLATES: [&str; 4] = [
    "收您{金额}元，找您{金额}\n收您一百二十元，找您五块五毛\n收您25块5找您1,000.5元\n",
    "请您{日期}{时间}到{窗口}办理\n请您下周一上午九点半到三号窗口办理\n请您12月3日9:30到A012办理\n",
    "我是{地点}单位的{姓名}，麻烦您请{姓名}同志接电话\n我是民政局单位的王小明，麻烦您请李老师同志接电话\n",
    "对不起{任意:40}的{任意}的{材料}请办理{数字}份\n对不起的的的的的的的的的的请办理两份\n对不起，十一二百千万份\n",
];

fn keys() -> [Secret; 2] {
    [KEY, OTHER_KEY].map(|key| Secret::from_text(key).unwrap())
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

const INCIDENT: &str = r#"{"id":"20261122-011530-7k2q","revision":1,"state":"closed",
"counter":"3","source":null,"channel":0,"role":"clerk","phrase_id":"t03","phrase":"","hits":1,
"severity":"serious","disposition":"new","at":"2026-11-22T01:15:30Z","start_s":1.0,"end_s":2.0,
"clip":"clips/2026-11/20261122-011530-7k2q.r1.wav","clip_sha256":"","provenance":{"liyu":"0.1.0",
"model":"base","model_sha256":"ab","lists_sha256":"cd","thresholds":{"judge.merge_s":8.0}}}"#;

const HEARD: &str = r#"[{"start_s":1.0,"end_s":2.0,"channel":0,"role":"clerk","text":"不会看",
"mean_logprob":-0.25,"hits":[]}]"#;

/// What lies in a sealed store: words, a clip, a whole, a note, words that lie open.
pub fn sealed() -> Vec<Vec<u8>> {
    let keys = keys();
    let publics = [keys[0].public(), keys[1].public()];
    let seal = |plain: &[u8]| vault::seal(plain, &publics).unwrap();
    let words = |body: Vec<u8>| {
        let label = format!(
            r#"{{"format":1,"incident":{},"clip_start_s":0.5,"hit_in_clip_s":0.5,"clip_s":2.0,"body_sha256":"{}"}}"#,
            INCIDENT.replace('\n', ""),
            sha256(&body)
        );
        [label.as_bytes(), b"\n", &body].concat()
    };
    let note =
        seal("不是我".as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    vec![
        words(seal(HEARD.as_bytes())),
        seal(b"RIFF"),
        vault::seal_to_two(b"RIFF", &publics).unwrap(),
        format!("age:{note}").into_bytes(),
        words(HEARD.into()),
    ]
}

/// A bundle of two people.
pub fn bundle() -> Vec<u8> {
    let clip = b"RIFF".to_vec();
    let mut incident: Incident = serde_json::from_str(INCIDENT).unwrap();
    incident.clip_sha256 = sha256(&clip);
    let mut line = AuditLine {
        n: 1,
        at: incident.at,
        actor: "liyu".into(),
        what: What::Stored,
        about: incident.id.clone(),
        value: "r1".into(),
        row: "ef".into(),
        sha256: String::new(),
    };
    line.sha256 = line.hash_after(GENESIS);
    let people: Vec<(String, Secret)> =
        ["u1", "u2"].map(str::to_owned).into_iter().zip(keys()).collect();
    let signer = |(account, secret): &(String, Secret)| Signer {
        account: account.clone(),
        name: account.clone(),
        office: Office::Supervisor,
        public: secret.public(),
    };
    let manifest = Manifest {
        format: liyu::bundle::FORMAT,
        liyu: "0.1.0".into(),
        made_at: incident.at,
        row: line.row.clone(),
        head: Head { n: 1, sha256: line.sha256.clone() },
        log: vec![Bound { before: GENESIS.into(), line }],
        signers: people.iter().map(signer).collect(),
        members: Default::default(),
        incident,
    };
    let heard = serde_json::from_str(HEARD).unwrap();
    let words = Words { clip_start_s: 0.5, hit_in_clip_s: 0.5, heard };
    let draft = Draft::new(manifest, clip, &words, Some(b"RIFF whole".to_vec())).unwrap();
    let sign =
        |(account, secret): &(String, Secret)| (account.clone(), secret.sign(&draft.to_sign()));
    draft.signed(&people.iter().map(sign).collect()).unwrap()
}
