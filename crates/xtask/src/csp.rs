//! The content security policy of the published page, written into it after Trunk is done.
//!
//! The page loads nothing from elsewhere and runs no script that is not in its own files. Trunk starts the program
//! by an inline script whose text holds the hashed file names, so the policy names that script by its own hash.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256};

use crate::failure::{Failure, Outcome};

/// The page with the policy as the first thing in its head, so that it holds for all that follows.
pub fn add_to(html: &str) -> Outcome<String> {
    const HEAD: &str = "<head>";
    let scripts = inline_scripts(html);
    let [script] = scripts.as_slice() else {
        return Err(Failure::failed(format!(
            "dist/index.html has {} inline scripts where one is expected, Trunk's; move others into files",
            scripts.len()
        )));
    };
    if html.contains("<style") || html.contains(" style=") {
        return Err(Failure::failed(
            "dist/index.html has an inline style, which its policy forbids; move it into web/css",
        ));
    }
    let (before, after) =
        html.split_once(HEAD).ok_or_else(|| Failure::failed("dist/index.html has no <head> to put the policy in"))?;
    let policy = policy(script);
    Ok(format!("{before}{HEAD}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">{after}"))
}

fn policy(script: &str) -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(script));
    [
        "default-src 'none'",
        // WebAssembly has to be allowed by name; it opens no way to run text as script.
        &format!("script-src 'self' 'wasm-unsafe-eval' 'sha256-{hash}'"),
        "worker-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        // A chart is saved as a picture by way of a data or blob address.
        "img-src 'self' data: blob:",
        "base-uri 'none'",
    ]
    .join("; ")
}

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
    fn the_inline_script_is_named_by_its_hash() {
        let page = add_to(
            "<html><head><title>t</title><script src=a.js></script><script type=module>go()</script></head></html>",
        );
        let page = page.expect("a page with one inline script");
        // printf %s 'go()' | openssl dgst -sha256 -binary | base64
        assert!(page.contains("'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='"), "{page}");
        assert!(page.starts_with("<html><head><meta http-equiv=\"Content-Security-Policy\""), "{page}");
    }

    #[test]
    fn what_the_policy_would_break_is_refused() {
        for page in [
            "<head></head>",
            "<head><script>a</script><script>b</script></head>",
            "<head><script>a</script><style>p{}</style></head>",
            "<head><script>a</script></head><body style=\"x\">",
            "<script>a</script>",
        ] {
            assert!(add_to(page).is_err(), "{page}");
        }
    }
}
