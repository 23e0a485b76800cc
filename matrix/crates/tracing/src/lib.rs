//! tracing-attributes: `#[instrument]` with its arguments, on functions, methods, async functions and with async-trait's shape.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::{instrument, Level, Subscriber};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

#[instrument]
pub fn plain(a: u8, text: &str) -> usize {
    tracing::info!(sum = a as usize + text.len(), "inside {text}");
    a as usize + text.len()
}

#[instrument(level = "debug", name = "renamed", target = "other", skip(secret), fields(len = secret.len(), constant = 5, %a), ret, err(Debug))]
pub fn detailed(secret: &str, a: u8) -> Result<u8, String> {
    if secret.is_empty() {
        return Err("empty".into());
    }
    let value = a.checked_add(1).ok_or("overflow")?;
    Ok(value)
}

pub struct Machine {
    pub count: u32,
}

impl Machine {
    #[instrument(skip_all, fields(count = self.count, later = tracing::field::Empty), ret(Display))]
    pub fn step<T: Debug + Clone>(&mut self, _value: T) -> u32 {
        self.count += 1;
        tracing::Span::current().record("later", self.count);
        self.count
    }

    #[instrument(parent = None, level = Level::TRACE, err)]
    pub async fn run(self, (a, b): (u8, u8), [first, ..]: [u8; 3]) -> Result<u8, std::num::TryFromIntError> {
        let sum = u8::try_from(u16::from(a) + u16::from(b) + u16::from(first))?;
        Ok(sum)
    }

    #[instrument]
    pub fn boxed<'a>(count: &'a u32) -> std::pin::Pin<Box<dyn std::future::Future<Output = u32> + Send + 'a>>
    where
        Self: Sized,
    {
        Box::pin(async move { *count + 1 })
    }
}

impl Debug for Machine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Machine")
    }
}

/// Notes the names of spans with their fields.
#[derive(Clone, Default)]
pub struct Recorder(pub Arc<Mutex<Vec<String>>>);

struct Fields(String);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0 += &format!(" {}={value:?}", field.name());
    }
}

impl<S: Subscriber> Layer<S> for Recorder {
    fn on_new_span(&self, attributes: &tracing::span::Attributes<'_>, _: &tracing::Id, _: Context<'_, S>) {
        let mut fields = Fields(format!("{} {}", attributes.metadata().target(), attributes.metadata().name()));
        attributes.record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields(format!("event line {}", event.metadata().line().is_some()));
        event.record(&mut fields);
        self.0.lock().unwrap().push(fields.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recorded(work: impl FnOnce()) -> Vec<String> {
        let recorder = Recorder::default();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(recorder.clone()), work);
        let lines = recorder.0.lock().unwrap().clone();
        lines
    }

    #[test]
    fn spans() {
        let lines = recorded(|| assert_eq!(plain(1, "ab"), 3));
        assert_eq!(lines, ["matrix_tracing plain a=1 text=\"ab\"", "event line true message=inside ab sum=3"]);
        let lines = recorded(|| assert_eq!(detailed("s", 1), Ok(2)));
        assert_eq!(lines, ["other renamed len=1 constant=5 a=1", "event line true return=2"]);
        let lines = recorded(|| assert_eq!(detailed("", 1), Err("empty".into())));
        assert_eq!(lines[1], "event line true error=\"empty\"");
    }

    #[test]
    fn methods() {
        let mut machine = Machine { count: 1 };
        assert_eq!(recorded(|| assert_eq!(machine.step("x"), 2)), ["matrix_tracing step count=1", "event line true return=2"]);
        let lines = recorded(|| {
            let mut future = std::pin::pin!(machine.run((1, 2), [3, 4, 5]));
            let mut context = std::task::Context::from_waker(std::task::Waker::noop());
            assert!(matches!(future.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(6))));
        });
        assert_eq!(lines, ["matrix_tracing run self=Machine a=1 b=2"]);
    }
    use std::future::Future;
}
