//! A webhook on the hall's own network.
//!
//! Runs on the thread `escalate`, which waits for it, but never longer than [`WITHIN`].
//! Nothing leaves the premises: the address must be loopback, private or link-local,
//! which is checked when the settings are read and again of every address that a name
//! stands for; no proxy and no redirection is followed.

use crate::tr;
use std::io::{Error, ErrorKind};
use std::net::{IpAddr, Ipv6Addr};
use std::time::Duration;
use ureq::http::Uri;
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};

/// How long resolving, connecting, sending and the answer may take together.
const WITHIN: Duration = Duration::from_secs(5);

/// Where to post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Webhook {
    url: String,
}

impl Webhook {
    /// Reads an address of a webhook; says why it is none that may be used.
    pub fn parse(url: &str) -> Result<Webhook, String> {
        let uri: Uri = url.parse().map_err(|e| {
            tr!(
                "不是网址({}),应写成 http://192.168.1.5:8080/liyu",
                "no URL ({}); write it like http://192.168.1.5:8080/liyu",
                e
            )
        })?;
        let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err(tr!(
                "应写成 http://192.168.1.5:8080/liyu",
                "write it like http://192.168.1.5:8080/liyu"
            ));
        };
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        match bare.parse::<IpAddr>() {
            Ok(address) if !is_near(address) => Err(far(address)),
            // What a name stands for is asked each time it is used.
            _ => Ok(Webhook { url: url.to_owned() }),
        }
    }

    /// Posts `json`; gives why it did not arrive.
    pub(super) fn post(&self, json: &[u8]) -> Result<(), String> {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(WITHIN))
            .max_redirects(0)
            .max_redirects_will_error(false)
            .proxy(None)
            .build();
        let near = Near(DefaultResolver::default());
        let agent = ureq::Agent::with_parts(config, DefaultConnector::default(), near);
        let failed = |why: String| tr!("{} 未收到:{}", "{} did not take it: {}", self.url, why);
        let answer = agent
            .post(&self.url)
            .content_type("application/json; charset=utf-8")
            .send(json)
            .map_err(|e| failed(e.to_string()))?;
        if answer.status().is_success() { Ok(()) } else { Err(failed(answer.status().to_string())) }
    }
}

fn far(address: IpAddr) -> String {
    tr!(
        "{} 不是本机或内网地址;数据不出本单位",
        "{} is neither this machine nor a private address; nothing leaves the premises",
        address
    )
}

/// Whether an address is of this machine or of a network that the public one does not
/// route to (RFC 1918, RFC 3927, RFC 4193, RFC 4291).
fn is_near(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback() || v4.is_private() || v4.is_link_local(),
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => is_near(IpAddr::V4(v4)),
            None => v6 == Ipv6Addr::LOCALHOST || v6.is_unique_local() || v6.is_unicast_link_local(),
        },
    }
}

/// Resolves names to addresses that are near, and to no others.
#[derive(Debug)]
struct Near(DefaultResolver);

impl Resolver for Near {
    fn resolve(
        &self,
        uri: &Uri,
        config: &ureq::config::Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.0.resolve(uri, config, timeout)?;
        let mut near = self.empty();
        for address in found.iter().filter(|address| is_near(address.ip())) {
            near.push(*address);
        }
        match (near.is_empty(), found.first()) {
            (true, Some(other)) => {
                Err(ureq::Error::Io(Error::new(ErrorKind::PermissionDenied, far(other.ip()))))
            }
            (true, None) => Err(ureq::Error::HostNotFound),
            (false, _) => Ok(near),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read, Write};
    use std::net::TcpListener;
    use std::thread;

    #[test]
    fn only_addresses_of_the_premises_are_taken() {
        for near in [
            "http://127.0.0.1:9/x",
            "https://192.168.1.5/liyu",
            "http://10.0.0.1",
            "http://172.31.255.1/",
            "http://169.254.3.4/",
            "http://[::1]:8080/",
            "http://[fd00::5]/",
            "http://[fe80::1]/",
            "http://duty-board:8080/liyu",
        ] {
            assert!(Webhook::parse(near).is_ok(), "{near}");
        }
        for far in [
            "http://8.8.8.8/",
            "http://172.32.0.1/",
            "http://100.64.0.1/",
            "http://0.0.0.0/",
            "http://[2001:db8::1]/",
            "http://[::ffff:8.8.8.8]/",
            "ftp://127.0.0.1/",
            "127.0.0.1:80",
            "/liyu",
            "",
            "http://",
        ] {
            assert!(Webhook::parse(far).is_err(), "{far}");
        }
    }

    /// Takes one request, gives `answer`, and what was asked.
    fn listen(answer: &'static str) -> (String, thread::JoinHandle<(String, Vec<u8>)>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/liyu", listener.local_addr().unwrap());
        let taken = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut head, mut length) = (String::new(), 0);
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
                head += &line;
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
            (head, body)
        });
        (url, taken)
    }

    #[test]
    fn an_incident_is_posted_as_json() {
        let (url, taken) = listen("HTTP/1.1 204 No Content\r\n\r\n");
        assert_eq!(Webhook::parse(&url).unwrap().post(b"{\"id\":\"x\"}"), Ok(()));
        let (head, body) = taken.join().unwrap();
        assert!(
            head.starts_with("POST /liyu HTTP/1.1") && head.contains("application/json"),
            "{head}"
        );
        assert_eq!(body, b"{\"id\":\"x\"}");
    }

    #[test]
    fn what_is_refused_sent_elsewhere_or_not_there_is_told() {
        for (answer, told) in [
            ("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n", "500"),
            ("HTTP/1.1 302 Found\r\nLocation: http://8.8.8.8/\r\nContent-Length: 0\r\n\r\n", "302"),
        ] {
            let (url, taken) = listen(answer);
            let why = Webhook::parse(&url).unwrap().post(b"{}").unwrap_err();
            assert!(why.contains(told) && why.contains(&url), "{why}");
            taken.join().unwrap();
        }
        let gone = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(Webhook::parse(&format!("http://{gone}/")).unwrap().post(b"{}").is_err());
    }

    #[test]
    fn a_name_that_stands_for_a_far_address_is_refused_after_resolving() {
        // An address is the name that every resolver knows.
        let far = Webhook { url: "http://8.8.8.8:9/".to_owned() };
        let why = far.post(b"{}").unwrap_err();
        assert!(why.contains("8.8.8.8") && why.contains("内网"), "{why}");
    }
}
