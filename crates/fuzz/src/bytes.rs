//! Values out of any bytes: when they are used up, zeros.

/// Bytes not read yet.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl Bytes<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn u8(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub(crate) fn u16(&mut self) -> u16 {
        u16::from_le_bytes([self.u8(), self.u8()])
    }

    /// Any number, of any length: few bits are as likely as many.
    pub(crate) fn u64(&mut self) -> u64 {
        let bits = self.u8() % 65;
        let value = (0..bits.div_ceil(8)).fold(0, |value, _| value << 8 | u64::from(self.u8()));
        if bits == 64 { value } else { value & ((1 << bits) - 1) }
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::from(self.u8()) % of.len()]
    }
}
