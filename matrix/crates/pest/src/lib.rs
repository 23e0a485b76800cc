//! pest: parsers out of grammars.

use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use pest::Parser;
use pest_derive::Parser;

#[derive(Parser)]
#[grammar_inline = r##"
WHITESPACE = _{ " " | "\t" }
COMMENT    = _{ "#" ~ (!"\n" ~ ANY)* }

number  = @{ "-"? ~ ASCII_DIGIT+ ~ ("." ~ ASCII_DIGIT*)? }
name    = ${ (ASCII_ALPHA | "_") ~ (ASCII_ALPHANUMERIC | "_")* }
call    = { ^"CALL" ~ name ~ "(" ~ (sum ~ ("," ~ sum)*)? ~ ")" }
operand = _{ call | number | name | "(" ~ sum ~ ")" }
add = { "+" }
mul = { "*" }
pow = { "^" }
sum  = { operand ~ ((add | mul | pow) ~ operand)* }
/// A string whose quotes have as many hashes on both sides.
raw  = ${ "r" ~ PUSH("#"*) ~ "\"" ~ body ~ "\"" ~ POP }
body = @{ (!("\"" ~ PEEK) ~ ANY)* }
line = { SOI ~ (raw | sum) ~ EOI }
"##]
pub struct Calculator;

pub fn value(text: &str) -> Result<f64, String> {
    let mut pairs = Calculator::parse(Rule::line, text).map_err(|error| error.to_string())?;
    let inner = pairs.next().and_then(|line| line.into_inner().next()).ok_or("nothing")?;
    Ok(compute(inner))
}

fn compute(pair: Pair<'_, Rule>) -> f64 {
    let pratt = PrattParser::new()
        .op(Op::infix(Rule::add, Assoc::Left))
        .op(Op::infix(Rule::mul, Assoc::Left))
        .op(Op::infix(Rule::pow, Assoc::Right));
    match pair.as_rule() {
        Rule::number => pair.as_str().parse().unwrap_or(f64::NAN),
        Rule::name => 2.0,
        Rule::call => pair.into_inner().skip(1).map(compute).sum(),
        Rule::raw => pair.as_str().len() as f64,
        _ => pratt
            .map_primary(compute)
            .map_infix(|left, op, right| match op.as_rule() {
                Rule::add => left + right,
                Rule::mul => left * right,
                _ => left.powf(right),
            })
            .parse(pair.into_inner()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        assert_eq!(value("1 + x * (3 + 1) ^ 2 # two"), Ok(33.0));
        assert_eq!(value("call f(1, 2.5, 3*-1)"), Ok(0.5));
        assert_eq!(value(r##"r#"a"b"#"##), Ok(8.0));
    }

    #[test]
    fn errors() {
        let error = value("1 + ").unwrap_err();
        assert!(error.contains("expected") && error.contains("--> 1:"), "{error}");
        assert!(Calculator::parse(Rule::name, "1x").is_err());
    }
}
