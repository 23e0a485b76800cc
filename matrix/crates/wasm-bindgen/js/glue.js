export function glue(values, done) { done(values.length); return 0.5; }
