//! Stands in place of a build script and runs it, which lies beside it, under bubblewrap: no network, no processes
//! but its own, nothing writable but OUT_DIR, nothing of the home directory but what a build needs, and an end to time
//! and memory. silcrow says in the environment where bubblewrap is, what stays visible, and what the limits are.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

fn main() {
    let (Some(bubblewrap), Some(out)) = (std::env::var_os("SILCROW_BUBBLEWRAP"), std::env::var_os("OUT_DIR")) else {
        fail("this build script runs in a sandbox, in builds that silcrow starts; other builds need another target directory")
    };
    let script = script().unwrap_or_else(|reason| fail(&reason));
    let visible = std::env::var("SILCROW_VISIBLE").unwrap_or_default();
    let mut command = Command::new(bubblewrap);
    command.args(arguments(&visible, &out)).arg("--").arg(script).args(std::env::args_os().skip(1));
    for (name, _) in std::env::vars_os().filter(|(name, _)| is_secret(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command.env("TMPDIR", "/tmp");
    run(command, limits())
}

/// Its own name may be one that cargo linked it to, so the script is looked for in the folder.
fn script() -> Result<PathBuf, String> {
    let own = std::env::current_exe().map_err(|error| format!("cannot tell where it is: {error}"))?;
    let folder = own.parent().unwrap_or(Path::new("."));
    let files = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut found = files.flatten().map(|file| file.path()).filter(|path| path.extension() == Some(OsStr::new("confined")));
    match (found.next(), found.next()) {
        (Some(script), None) => Ok(script),
        _ => Err(format!("there is not one build script in {}", folder.display())),
    }
}

fn arguments(visible: &str, out: &OsStr) -> Vec<OsString> {
    let mut list: Vec<OsString> = Vec::new();
    let mut add = |words: &[&OsStr]| list.extend(words.iter().map(OsString::from));
    let text = OsStr::new;
    add(&[text("--unshare-all"), text("--die-with-parent"), text("--new-session"), text("--ro-bind"), text("/"), text("/")]);
    add(&[text("--dev"), text("/dev"), text("--proc"), text("/proc")]);
    let home = std::env::var_os("HOME").filter(|home| Path::new(home).is_dir() && home != "/");
    for hidden in ["/tmp", "/run", "/var/tmp", "/mnt", "/media"].map(OsString::from).iter().chain(&home) {
        if Path::new(hidden).is_dir() {
            add(&[text("--tmpfs"), hidden]);
        }
    }
    for path in visible.lines().filter(|path| Path::new(path).exists()) {
        add(&[text("--ro-bind"), text(path), text(path)]);
    }
    // Tokens of registries.
    if let Some(cargo) = std::env::var_os("CARGO_HOME").map(PathBuf::from).or(home.map(|home| PathBuf::from(home).join(".cargo"))) {
        for name in ["credentials.toml", "credentials"] {
            let path = cargo.join(name);
            if path.is_file() {
                add(&[text("--ro-bind"), text("/dev/null"), path.as_os_str()]);
            }
        }
    }
    add(&[text("--bind"), out, out]);
    if let Ok(directory) = std::env::current_dir() {
        add(&[text("--chdir"), directory.as_os_str()]);
    }
    list
}

/// Variables by which other programs are given rights.
fn is_secret(name: &str) -> bool {
    const WORDS: [&str; 6] = ["TOKEN", "SECRET", "PASSWORD", "PASSWD", "CREDENTIAL", "API_KEY"];
    const NAMES: [&str; 5] = ["SSH_AUTH_SOCK", "GPG_AGENT_INFO", "DBUS_SESSION_BUS_ADDRESS", "XAUTHORITY", "SILCROW_SOCKET"];
    let name = name.to_ascii_uppercase();
    NAMES.contains(&name.as_str()) || WORDS.iter().any(|word| name.contains(word))
}

/// Seconds, and bytes of memory for each process; `seconds bytes` in SILCROW_SCRIPT_LIMITS.
fn limits() -> (u64, u64) {
    let text = std::env::var("SILCROW_SCRIPT_LIMITS").unwrap_or_default();
    let numbers: Option<(u64, u64)> = text.split_once(' ').and_then(|(time, memory)| Some((time.parse().ok()?, memory.parse().ok()?)));
    numbers.unwrap_or_else(|| fail("SILCROW_SCRIPT_LIMITS has no limits"))
}

#[cfg(unix)]
fn run(mut command: Command, (seconds, memory): (u64, u64)) -> ! {
    use std::os::unix::process::ExitStatusExt;
    extern "C" {
        fn setrlimit(resource: i32, limit: *const [u64; 2]) -> i32;
    }
    /// What can be written to, without what is only set aside.
    const DATA: i32 = 2;
    // SAFETY: a pair of limits, which hold for all that is started from here.
    if unsafe { setrlimit(DATA, &[memory; 2]) } != 0 {
        fail(&format!("the memory cannot be limited: {}", std::io::Error::last_os_error()));
    }
    let end = Instant::now() + Duration::from_secs(seconds);
    let mut child = command.spawn().unwrap_or_else(|error| fail(&format!("bubblewrap cannot be started: {error}")));
    let mut pause = Duration::from_millis(1);
    loop {
        match child.try_wait() {
            Ok(Some(status)) => std::process::exit(status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))),
            Ok(None) if Instant::now() < end => {}
            // All that the script has started ends with it.
            _ => {
                let _ = child.kill();
                eprintln!("error[SC0316]: this build script took longer than {seconds} s; `emit.buildScriptSeconds` in the configuration gives it more");
                std::process::exit(1)
            }
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

#[cfg(not(unix))]
fn run(_command: Command, _limits: (u64, u64)) -> ! {
    fail("there is no bubblewrap on this platform")
}

fn fail(reason: &str) -> ! {
    eprintln!("error[SC0315]: {reason}");
    std::process::exit(1)
}
