//! Any bytes as what a packed script holds.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use scenario::Link;

use crate::link::can_be_written;

/// Reads the bytes as a packed script. It is read or refused in words; and what it is read as can be written, packed too, and
/// read again without a word.
pub(crate) fn packed(bytes: &[u8]) {
    let link = Link::read(&format!("v=1&view=compare&z=s1:{}", URL_SAFE_NO_PAD.encode(bytes)));
    link.notices.iter().for_each(|notice| assert!(notice.to_string().len() < 1_000));
    can_be_written(&link.scenario);
}
