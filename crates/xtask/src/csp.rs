//! The content security policy of the published page, written into it after Trunk is done.
//!
//! The page loads nothing from elsewhere and runs no script that is not in its own files.

use crate::failure::{Failure, Outcome};

/// The page with the policy as the first thing in its head, so that it holds for all that follows.
pub fn add_to(html: &str) -> Outcome<String> {
    const HEAD: &str = "<head>";
    let scripts = inline_scripts(html).len();
    if scripts > 0 {
        return Err(Failure::failed(format!(
            "dist/index.html has {scripts} inline scripts, which its policy forbids; move them into files"
        )));
    }
    if html.contains("<style") || html.contains(" style=") {
        return Err(Failure::failed(
            "dist/index.html has an inline style, which its policy forbids; move it into web/css",
        ));
    }
    let (before, after) =
        html.split_once(HEAD).ok_or_else(|| Failure::failed("dist/index.html has no <head> to put the policy in"))?;
    Ok(format!("{before}{HEAD}<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">{after}", POLICY.join("; ")))
}

const POLICY: [&str; 7] = [
    "default-src 'none'",
    // WebAssembly has to be allowed by name; it opens no way to run text as script.
    "script-src 'self' 'wasm-unsafe-eval'",
    // In a sandboxed frame, which is of no origin, a worker starts from a line that the page has made: web/src/port.rs.
    "worker-src 'self' blob:",
    "style-src 'self'",
    "connect-src 'self'",
    // A chart is saved as a picture by way of a data or blob address.
    "img-src 'self' data: blob:",
    "base-uri 'none'",
];

/// The text of each script that has no `src`.
fn inline_scripts(html: &str) -> Vec<&str> {
    html.split("<script")
        .skip(1)
        .filter_map(|rest| {
            let (attributes, rest) = rest.split_once('>')?;
            let (text, _) = rest.split_once("</script>")?;
            (!attributes.contains("src=")).then_some(text)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_comes_first() {
        let page = add_to("<html><head><title>t</title><script src=a.js></script></head></html>");
        let page = page.expect("a page without inline scripts");
        assert!(page.starts_with("<html><head><meta http-equiv=\"Content-Security-Policy\""), "{page}");
        assert!(page.contains("script-src 'self' 'wasm-unsafe-eval';"), "{page}");
    }

    #[test]
    fn what_the_policy_would_break_is_refused() {
        for page in [
            "<head><script>a</script></head>",
            "<head><style>p{}</style></head>",
            "<head></head><body style=\"x\">",
            "<script src=a.js></script>",
        ] {
            assert!(add_to(page).is_err(), "{page}");
        }
    }
}
