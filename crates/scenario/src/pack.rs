//! Long scripts, packed: `z=d1:…` is the text of `do=…`, deflated and in base64 for addresses (RFC 1951; RFC 4648, section 5).
//! What stands before the colon says how it is packed, so that another way can join this one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use crate::error::ScenarioError;

/// The key of a packed script in a link.
pub(crate) const KEY: &str = "z";

const DEFLATED: &str = "d1:";

/// As small as it gets: a script is short, whatever this takes.
const LEVEL: u8 = 10;

/// The most bytes that are unpacked: more than the longest script has, and far less than what a few packed bytes can hold.
const UNPACKED_MAX: usize = 100_000;

/// Packs a script's text.
#[must_use]
pub(crate) fn pack(text: &str) -> String {
    format!("{DEFLATED}{}", URL_SAFE_NO_PAD.encode(compress_to_vec(text.as_bytes(), LEVEL)))
}

/// Unpacks a script's text.
///
/// # Errors
/// Where it was packed in no way that is known, is not whole, or holds too much.
pub(crate) fn unpack(packed: &str) -> Result<String, ScenarioError> {
    let error = |expected: &str| ScenarioError::new(KEY, packed, expected);
    let code = packed.strip_prefix(DEFLATED).ok_or_else(|| error("a packed script begins with d1:"))?;
    let bytes = URL_SAFE_NO_PAD.decode(code).map_err(|_| error("it is not whole; copy the link again"))?;
    let text = decompress_to_vec_with_limit(&bytes, UNPACKED_MAX)
        .map_err(|_| error(&format!("it is not whole, or holds more than {UNPACKED_MAX} bytes")))?;
    String::from_utf8(text).map_err(|_| error("what is packed is no text"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let text: String = (0..200).map(|at| format!("{at}us:touch:p{}:a1,", at % 8)).collect();
        let packed = pack(&text);
        assert!(packed.len() < text.len() / 2, "{} of {}", packed.len(), text.len());
        assert_eq!(unpack(&packed), Ok(text));
    }

    #[test]
    fn what_is_not_whole_says_so() {
        let packed = pack("10us:vmalloc:0:a1:64KiB");
        for wrong in [&packed[..packed.len() - 3], &packed[3..], "d1:", "d1:%%%", "d1:AAAA", "d9:AAAA", ""] {
            let error = unpack(wrong).expect_err(wrong);
            assert_eq!(error.field, "z");
        }
    }

    #[test]
    fn a_bomb_goes_off_at_the_limit() {
        let bomb = pack(&"0".repeat(50_000_000));
        assert!(bomb.len() < 100_000);
        let error = unpack(&bomb).expect_err("a bomb");
        assert!(error.expected.contains("100000"), "{error}");
        assert!(unpack(&pack(&"0".repeat(UNPACKED_MAX))).is_ok());
    }
}
