//! Interrupts and NMIs: each accesses one page in the middle of its work, through whatever table is loaded.

use crate::cpu::Handler;
use crate::demand::Target;
use crate::machine::Machine;
use crate::trace::{Context, Event, Observer};
use crate::units::{CpuId, Ps};

impl<O: Observer> Machine<O> {
    /// An interrupt is due: taken at once, or latched while interrupts are off.
    #[inline(never)]
    pub(crate) fn irq_arrives(&mut self, id: CpuId) {
        let page = self.cpus[id.at()].arrival(Context::Irq);
        self.cpus[id.at()].irq_latched = Some(page);
        self.irq_if_latched(id);
    }

    /// Takes the latched interrupt where nothing forbids it.
    pub(crate) fn irq_if_latched(&mut self, id: CpuId) {
        let now = self.now;
        let span = self.half(Context::Irq);
        let off = self.config.irqs_off;
        let cpu = &mut self.cpus[id.at()];
        if cpu.running() != Context::Task || (off && cpu.task.phase.locks()) {
            return;
        }
        if let Some(page) = cpu.irq_latched.take() {
            cpu.enter(Context::Irq, now);
            cpu.irq = Handler::Before(page);
            cpu.lasts(Context::Irq, span, now);
            self.tell(id, Event::Entered { context: Context::Irq });
        }
    }

    /// An NMI is due: taken at once, or latched while NMIs are blocked.
    ///
    /// After a fault's IRET it would not be blocked and would nest. That is counted; the run goes on as if it had been
    /// latched, since what becomes of the first one is another machine's subject.
    #[inline(never)]
    pub(crate) fn nmi_arrives(&mut self, id: CpuId) {
        let page = self.cpus[id.at()].arrival(Context::Nmi);
        let cpu = &mut self.cpus[id.at()];
        if cpu.running() != Context::Nmi {
            return self.nmi_begins(id, page);
        }
        let in_window = cpu.nmi_window;
        cpu.nmi_latched = Some(page);
        if in_window {
            self.nmi_hits_window(id);
        }
    }

    fn nmi_begins(&mut self, id: CpuId, page: Target) {
        let now = self.now;
        let span = self.half(Context::Nmi);
        let cpu = &mut self.cpus[id.at()];
        cpu.enter(Context::Nmi, now);
        cpu.nmi = Handler::Before(page);
        cpu.lasts(Context::Nmi, span, now);
        self.tell(id, Event::Entered { context: Context::Nmi });
    }

    fn nmi_hits_window(&mut self, id: CpuId) {
        self.tally.windows.hit += 1;
        self.tell(id, Event::NmiWindowHit);
    }

    /// A phase of the running handler is over.
    #[inline(never)]
    pub(crate) fn handler_phase_ends(&mut self, id: CpuId, context: Context) {
        match *self.handler(id, context) {
            Handler::Idle => {}
            Handler::Before(page) => match self.page(page, context) {
                Some(slot) => {
                    let (span, fill) = self.access(id, slot, context);
                    self.handler_goes_on(id, context, Handler::Accessing { fill }, span);
                }
                None => self.handler_goes_on(id, context, Handler::After, self.half(context)),
            },
            Handler::Accessing { fill } => {
                if let Some(fill) = fill {
                    self.fill(id, fill, context);
                    if context == Context::Nmi {
                        self.nmi_window_opens(id);
                    }
                }
                self.handler_goes_on(id, context, Handler::After, self.half(context));
            }
            Handler::After => self.handler_ends(id, context),
        }
    }

    /// The fault's IRET has unblocked NMIs: one that is latched is taken right there.
    fn nmi_window_opens(&mut self, id: CpuId) {
        self.tally.windows.opened += 1;
        self.tell(id, Event::NmiWindowOpened);
        let cpu = &mut self.cpus[id.at()];
        cpu.nmi_window = true;
        if cpu.nmi_latched.is_some() {
            self.nmi_hits_window(id);
        }
    }

    fn handler_ends(&mut self, id: CpuId, context: Context) {
        let now = self.now;
        *self.handler(id, context) = Handler::Idle;
        let cpu = &mut self.cpus[id.at()];
        if let Some(alone) = cpu.leave(now) {
            self.tally.kernel += alone;
        }
        self.tally.end = now;
        self.tell(id, Event::Left { context });
        let cpu = &mut self.cpus[id.at()];
        if context == Context::Nmi {
            cpu.nmi_window = false;
            if let Some(page) = cpu.nmi_latched.take() {
                return self.nmi_begins(id, page);
            }
        }
        self.irq_if_latched(id);
    }

    fn handler(&mut self, id: CpuId, context: Context) -> &mut Handler {
        let cpu = &mut self.cpus[id.at()];
        if context == Context::Nmi { &mut cpu.nmi } else { &mut cpu.irq }
    }

    fn handler_goes_on(&mut self, id: CpuId, context: Context, next: Handler, span: Ps) {
        let now = self.now;
        *self.handler(id, context) = next;
        self.cpus[id.at()].lasts(context, span, now);
    }

    /// Half a handler's work: the access lies in its middle. Model choice.
    fn half(&self, context: Context) -> Ps {
        let costs = &self.config.costs;
        let whole = if context == Context::Nmi { costs.nmi_entry + costs.nmi_body } else { costs.irq };
        Ps(whole.0 / 2)
    }
}
