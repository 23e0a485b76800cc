//! time-macros: no syn; dates and formats that are checked when the macro runs.

use time::format_description::BorrowedFormatItem;
use time::macros::{date, datetime, format_description, offset, time, utc_datetime};
use time::{Date, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

pub const DAY: Date = date!(2024 - 02 - 29);
pub const WEEK: Date = date!(2020 - W 53 - 5);
pub const ORDINAL: Date = date!(+2_024 - 060);
pub const MOMENT: Time = time!(1:02:03.456_789 PM);
pub const NAMED: PrimitiveDateTime = datetime!(2024-01-01 0:00);
pub const ZONED: OffsetDateTime = datetime!(2024-01-01 12 : 30 +5:45);
pub const OFFSET: UtcOffset = offset!(-1:02:03);

pub const FORMAT: &[BorrowedFormatItem<'_>] = format_description!("[year]-[month repr:short]-[day padding:none] [[literal] [hour repr:12]");
pub const OPTIONAL: &[BorrowedFormatItem<'_>] = format_description!(version = 2, "[year][optional [-[month]]]\\[");

pub fn seconds() -> i64 {
    (utc_datetime!(1970-01-02 0:00) - utc_datetime!(1970-01-01 0:00)).whole_seconds()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!(DAY, ORDINAL);
        assert_eq!(WEEK.to_string(), "2021-01-01");
        assert_eq!(MOMENT.as_hms_micro(), (13, 2, 3, 456_789));
        assert_eq!(NAMED.date().ordinal(), 1);
        assert_eq!(ZONED.to_offset(UtcOffset::UTC).time(), time!(6:45));
        assert_eq!(OFFSET.whole_seconds(), -3723);
        assert_eq!(DAY.with_time(MOMENT).format(FORMAT).unwrap(), "2024-Feb-29 [literal] 01");
        assert_eq!(seconds(), 86_400);
        assert_eq!(Date::parse("2020-05-06", format_description!("[year]-[month]-[day]")), Ok(date!(2020-05-06)));
        assert!(!OPTIONAL.is_empty());
    }
}
