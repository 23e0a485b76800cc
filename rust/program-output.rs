
// Put behind the standard library's `std::sys::process::unsupported` for the sandbox. No program runs there: the host
// is told which one is asked for, and answers the few questions to cargo that it can answer itself.
fn ask_host(how: &str, command: &Command) -> io::Result<Vec<u8>> {
    #[link(wasm_import_module = "silcrow_1")]
    unsafe extern "C" {
        fn program_output(request: *const u8, length: usize, out: *mut u8, capacity: usize) -> i32;
    }
    let mut request = how.as_bytes().to_vec();
    let cwd = command.cwd.as_deref().unwrap_or(OsStr::new(""));
    for part in [cwd, &command.program].into_iter().chain(command.args[1..].iter().map(|argument| &**argument)) {
        request.push(0);
        request.extend_from_slice(part.as_encoded_bytes());
    }
    let mut out = Vec::<u8>::with_capacity(1024);
    loop {
        // SAFETY: the host writes at most `capacity` bytes.
        let answer = unsafe { program_output(request.as_ptr(), request.len(), out.as_mut_ptr(), out.capacity()) };
        let Ok(length) = usize::try_from(answer) else { return unsupported() };
        if length <= out.capacity() {
            // SAFETY: so many bytes were written.
            unsafe { out.set_len(length) };
            return Ok(out);
        }
        out.reserve(length);
    }
}
