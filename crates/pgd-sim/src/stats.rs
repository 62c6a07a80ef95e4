//! Latencies: recorded as they come, reported as percentiles.

use hdrhistogram::Histogram;

use crate::report::Digest;
use crate::units::Ps;

/// A distribution of latencies in nanoseconds. Percentiles are of a histogram with three significant digits; least, most
/// and sum are exact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Latency {
    /// How many were recorded.
    pub count: u64,
    /// Half took no longer.
    pub p50: u64,
    /// Nine in ten took no longer.
    pub p90: u64,
    /// 99 in 100 took no longer.
    pub p99: u64,
    /// 999 in 1000 took no longer.
    pub p999: u64,
    /// The shortest.
    pub min: u64,
    /// The longest.
    pub max: u64,
    /// All together.
    pub sum: u64,
    /// The whole distribution, from short to long: what a chart is drawn from.
    pub steps: Vec<LatencyStep>,
    /// Time from the demand for the call to its start.
    pub delay: Delay,
}

/// One step of a distribution: so many of all took no longer than this.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LatencyStep {
    /// Latency in nanoseconds.
    pub ns: u64,
    /// Calls that took no longer.
    pub at_most: u64,
}

/// How long calls had to wait for their CPU.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delay {
    /// Half waited no longer.
    pub p50: u64,
    /// 99 in 100 waited no longer.
    pub p99: u64,
    /// The longest.
    pub max: u64,
}

impl Latency {
    const fn figures(&self) -> [u64; 8] {
        [self.count, self.p50, self.p90, self.p99, self.p999, self.min, self.max, self.sum]
    }

    pub(crate) fn write(&self, words: &mut Vec<u64>) {
        words.extend(self.figures());
        words.push(self.steps.len() as u64);
        words.extend(self.steps.iter().flat_map(|step| [step.ns, step.at_most]));
        words.extend([self.delay.p50, self.delay.p99, self.delay.max]);
    }

    pub(crate) fn read(words: &mut impl Iterator<Item = u64>) -> Option<Latency> {
        let mut next = || words.next();
        let mut latency = Latency {
            count: next()?,
            p50: next()?,
            p90: next()?,
            p99: next()?,
            p999: next()?,
            min: next()?,
            max: next()?,
            sum: next()?,
            ..Latency::default()
        };
        for _ in 0..next()? {
            latency.steps.push(LatencyStep { ns: next()?, at_most: next()? });
        }
        latency.delay = Delay { p50: next()?, p99: next()?, max: next()? };
        Some(latency)
    }

    pub(crate) fn feed(&self, digest: &mut Digest) {
        self.figures().into_iter().for_each(|figure| digest.feed(figure));
        for step in &self.steps {
            digest.feed(step.ns);
            digest.feed(step.at_most);
        }
        [self.delay.p50, self.delay.p99, self.delay.max].into_iter().for_each(|figure| digest.feed(figure));
    }
}

/// Takes latencies of one kind of call.
#[derive(Clone, Debug)]
pub(crate) struct Recorder {
    own: Exact,
    delay: Exact,
    /// Calls that began when they were due: most of them, so that they are counted here first.
    undelayed: u64,
}

/// A histogram, with what it would only give to three digits kept exactly beside it.
#[derive(Clone, Debug)]
struct Exact {
    histogram: Histogram<u64>,
    min: u64,
    max: u64,
    sum: u64,
}

impl Exact {
    fn new() -> Exact {
        // Three digits are what people read off a chart. The bound cannot fail: 3 is within the crate's 0 to 5.
        let histogram = Histogram::new(3).expect("three significant digits are allowed");
        Exact { histogram, min: u64::MAX, max: 0, sum: 0 }
    }

    fn record(&mut self, ns: u64) {
        self.record_many(ns, 1);
    }

    fn record_many(&mut self, ns: u64, count: u64) {
        // The histogram grows with what it is given (`saturating_record` would not, and hide the longest); growing fails only
        // where an index does not fit a usize, and the largest u64 has index 2^16.
        self.histogram.record_n(ns, count).expect("every u64 has a place in the histogram");
        self.min = self.min.min(ns);
        self.max = self.max.max(ns);
        self.sum += ns * count;
    }

    fn quantile(&self, quantile: f64) -> u64 {
        self.histogram.value_at_quantile(quantile).min(self.max)
    }
}

impl Recorder {
    pub(crate) fn new() -> Recorder {
        Recorder { own: Exact::new(), delay: Exact::new(), undelayed: 0 }
    }

    /// A call that was due at `demand`, began at `start` and ended at `end`.
    pub(crate) fn record(&mut self, demand: Ps, start: Ps, end: Ps) {
        self.own.record((end - start).as_ns());
        if start == demand {
            self.undelayed += 1;
        } else {
            self.delay.record((start - demand).as_ns());
        }
    }

    pub(crate) fn latency(&self) -> Latency {
        let own = &self.own;
        if own.histogram.is_empty() {
            return Latency::default();
        }
        let mut at_most = 0;
        let steps = own.histogram.iter_recorded().map(|step| {
            at_most += step.count_at_value();
            LatencyStep { ns: step.value_iterated_to().min(own.max), at_most }
        });
        let steps = steps.collect();
        let mut delay = self.delay.clone();
        delay.record_many(0, self.undelayed);
        Latency {
            count: own.histogram.len(),
            p50: own.quantile(0.5),
            p90: own.quantile(0.9),
            p99: own.quantile(0.99),
            p999: own.quantile(0.999),
            min: own.min,
            max: own.max,
            sum: own.sum,
            steps,
            delay: Delay { p50: delay.quantile(0.5), p99: delay.quantile(0.99), max: delay.max },
        }
    }
}
