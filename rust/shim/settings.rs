//! The circumstances of this rustc, which the wrapper passes in the environment (docs/contracts.md §4).

use crate::failure::Failure;
use std::path::PathBuf;
use std::sync::OnceLock;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Emit,
    Replay,
}

#[derive(Debug)]
pub struct Settings {
    pub mode: Mode,
    /// The macro cache.
    pub cache: PathBuf,
    /// Directory name, below the cache, of the crate being compiled.
    pub crate_directory: String,
    pub target: String,
    pub socket: Option<PathBuf>,
    pub used: Option<PathBuf>,
}

/// Read once: rustc's environment does not change.
pub fn settings() -> Result<&'static Settings, Failure> {
    static SETTINGS: OnceLock<Result<Settings, Failure>> = OnceLock::new();
    SETTINGS.get_or_init(read).as_ref().map_err(Failure::clone)
}

/// Whether a wrapper reads rustc's standard error.
pub fn is_wrapped() -> bool {
    std::env::var_os("SILCROW_WRAPPED").is_some_and(|value| value == "1")
}

/// Whether rustc was started by silcrow at all.
pub fn is_silcrows() -> bool {
    std::env::var_os("SILCROW_MODE").is_some()
}

fn read() -> Result<Settings, Failure> {
    let text = |name: &str| match std::env::var(name) {
        Ok(value) if !value.is_empty() => Ok(value),
        _ => Err(Failure::new("SC0900", format!("the macro stand-in needs the environment variable {name}"))
            .help("build with `silcrow build` or `silcrow emit`; plain cargo cannot use silcrow's target directory")),
    };
    let path = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let mode = match text("SILCROW_MODE")?.as_str() {
        "emit" => Mode::Emit,
        "replay" => Mode::Replay,
        other => return Err(Failure::new("SC0900", format!("SILCROW_MODE is `{other}`, neither `emit` nor `replay`"))),
    };
    Ok(Settings {
        mode,
        cache: PathBuf::from(text("SILCROW_CACHE_DIR")?),
        crate_directory: text("SILCROW_CRATE")?,
        target: text("SILCROW_TARGET")?,
        socket: path("SILCROW_SOCKET"),
        used: path("SILCROW_USED"),
    })
}
