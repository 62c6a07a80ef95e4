/* tslint:disable */
/* eslint-disable */

/** A scenario with a name. */
export interface Preset {
    name: string;
    view: "compare" | "nmi";
    title: string;
    /** What it shows. */
    sentence: string;
    /** Its link's fragment, without `#`. */
    scenario: string;
}



/** How far one step goes: one event, to the next phase of the listing, or to the next moment at which something arrives, is
 * taken, returns, begins or breaks. */
export type Grain = "micro-op" | "phase" | "event";
/** What can happen at a boundary. */
export type NmiEvent = "run" | "nmi" | "breakpoint" | "machine-check" | "iret-fault";



export interface CompareOptions {
    /** How much is done, from 0 to 1. */
    onProgress?: (done: number) => void;
    /** Ends it: the promise is then rejected with the signal's reason. */
    signal?: AbortSignal;
}

export interface SweepOptions {
    /** What changes and from where to where, such as `procs=10..1m`. Without it: what the link's page sweeps. */
    over?: string;
    /** How many values: 16 where `over` is given, otherwise those of the page. */
    points?: number;
    /** Each point as it is done, and how many there are. */
    onProgress?: (done: number, total: number, point: Comparison) => void;
    /** Ends it: the promise is then rejected with the signal's reason. */
    signal?: AbortSignal;
}



export interface ExploreOptions {
    /** A handler's name, or `all`, which it is without it. */
    handler?: string;
    /** How many NMIs may arrive at most: 1 to 3, 2 without it. */
    arrivals?: number;
    /** How much is done, from 0 to 1, and how many states have been seen. */
    onProgress?: (done: number, states: number) => void;
    /** Ends it: the promise is then rejected with the signal's reason. */
    signal?: AbortSignal;
}


// What the functions give: made from the structs that `pgd … --format json` writes.

export type Comparison = {
    /** The link's fragment, without `#`, in its canonical form. */
    scenario: string,
    /** The fingerprint of all figures, sixteen hexadecimal digits. */
    digest: string,
    /** What came of each way. */
    strategies: Strategies,
};

export type Strategies = {
    /** Entries that are there from boot. */
    shared: Strategy,
    /** A walk that writes a new one into every table. */
    eager: Strategy,
    /** A fault that fills it where it is missed. */
    lazy: Strategy,
};

export type Strategy = {
    /** Calls of vmalloc, the failed ones too, in ns of model time. */
    vmalloc_ns: Distribution,
    /** `pgd_alloc` of a fork: the part of fork(2) that deals with the kernel's entries. */
    fork_ns: Distribution,
    /** Accesses to areas by processes, with the fault where one is taken. */
    touch_ns: Distribution,
    /** Context switches. */
    switch_ns: Distribution,
    /** Faults that filled an entry, by the context that was interrupted. */
    faults: FaultCounts,
    /** Accesses to a missing entry that the fault handler does not know how to fill. */
    oopses: number,
    /** Accesses through an entry that has gone from the reference table. */
    stale_accesses: number,
    /** Context switches into a table that lacks the stack in use. */
    double_faults: number,
    /** Context switches that copied the area's entries. */
    catch_ups: number,
    /** Entries written into the tables of processes after they were made, by walk or by fault. */
    entries_written: number,
    /** Entries that became new in the reference table during the run. */
    slots_new: number,
    /** Entries of the reference table present at the end. */
    slots_present: number,
    /** Walks of all tables, one for each slot. */
    walks: number,
    /** Time spent in spreading entries: walks and waiting for their lock, or faults; in ns. */
    sync_ns_total: number,
    /** The lock of the list of tables. */
    lock: Lock,
    /** Calls of vmalloc that found no room. */
    failed_vmallocs: number,
    /** Bytes of the kernel's own next-level tables under the slots of the area at the end, one page each. */
    table_bytes: number,
    /** Times when a fault in an NMI handler had unblocked NMIs by its IRET, until that handler's own end. */
    nmi_windows: Windows,
    /** Page tables of processes at the end. */
    processes: number,
    /** The most page tables of processes at any time. */
    processes_max: number,
    /** Time spent by all CPUs in the operations of the load, spinning included, in ns. */
    kernel_ns_total: number,
    /** Model time from the start to the end of the last operation, in ns. */
    end_ns: number,
    /** Events that the machine worked through. */
    events: number,
    /** The fingerprint of these figures. */
    digest: string,
};

export type Distribution = {
    /** How many calls. */
    count: number,
    /** Half of them took no longer. */
    p50: number,
    /** 90 % took no longer. */
    p90: number,
    /** 99 % took no longer. */
    p99: number,
    /** 99.9 % took no longer. */
    p999: number,
    /** The shortest. */
    min: number,
    /** The longest. */
    max: number,
    /** All together. */
    sum: number,
    /** How much later than demanded they began. */
    delay: Delay,
};

export type Delay = {
    /** Half of them no more than so much later. */
    p50: number,
    /** 99 % no more than so much. */
    p99: number,
    /** The latest. */
    max: number,
};

export type FaultCounts = {
    /** In a process's own kernel code. */
    task: number,
    /** In an interrupt handler. */
    irq: number,
    /** In an NMI handler: the hazardous ones. */
    nmi: number,
};

export type Lock = {
    /** Sections entered. */
    holds: number,
    /** The longest section, interruptions included, in ns. */
    hold_ns_max: number,
    /** All sections together, in ns. */
    hold_ns_total: number,
    /** Sections that somebody waited for. */
    waits: number,
    /** The longest wait, in ns. */
    wait_ns_max: number,
    /** All waits together, in ns. */
    wait_ns_total: number,
};

export type Windows = {
    /** Windows. */
    opened: number,
    /** Windows in which a further NMI was due: it would have nested. */
    hit: number,
};

export type NmiRun = {
    /** The link's fragment, without `#`, in its canonical form. */
    scenario: string,
    /** The fingerprint of the run's transcript, sixteen hexadecimal digits. */
    digest: string,
    /** How NMIs are handled. */
    handler: string,
    /** What the first NMI interrupts. */
    context: string,
    /** What comes when. */
    schedule: Schedule,
    /** The step at which the link opens the run. */
    step: number,
    /** Every step, from 1. */
    steps: Array<Step>,
    /** What the schedule asked for and could not have. */
    ignored: Array<Ignored>,
    /** What it came to. */
    outcome: Outcome,
    /** Each property, by its name. */
    properties: { [key in string]: Held },
};

/** Arrivals and faults, counted in moves of the CPU: `n` is before move number `n`. */
export type Schedule = {
    /** NMIs that arrive. */
    nmi: Array<number>,
    /** Moves that are breakpoints. */
    breakpoint: Array<number>,
    /** Moves that are machine checks. */
    machine_check: Array<number>,
    /** Moves that are faults of an IRET. */
    iret_fault: Array<number>,
};

export type Step = {
    /** Its number. */
    step: number,
    /** How many moves the CPU had made before it. */
    boundary: number,
    /** What happened. */
    event: string,
    /** Why, in a sentence. */
    sentence: string,
    /** From where that is known. */
    source: string,
    /** How sure the source makes it. */
    standing: string,
    /** The rule of the hardware that it shows. */
    rule: string | null,
    /** What the listing is at after it. */
    phase: string,
    /** What kind of moment it is. */
    marks: Array<string>,
    /** What it wrote. */
    changes: Array<Changed>,
    /** What it broke, by name. */
    broke: Array<string>,
};

export type Changed = {
    /** A register, a flag, or a stack slot by its address. */
    name: string,
    /** What it was. */
    old: string,
    /** What it is. */
    new: string,
    /** Who wrote a stack slot, before and after. */
    writer: [string, string] | null,
};

export type Ignored = {
    /** Where it was asked for. */
    boundary: number,
    /** What. */
    event: string,
    /** Why not. */
    reason: string,
};

export type Outcome = {
    /** `finished`, `crashed`, `loops` or `cut`. */
    end: string,
    /** The moves of a lap, where the CPU goes round for ever. */
    lap: number | null,
    /** How often the body began. */
    bodies: number,
    /** How often another round began, in assembly or in C. */
    rounds: number,
};

export type Held = {
    /** Whether it does. */
    holds: boolean,
    /** What it says. */
    sentence: string,
    /** The step that broke it, the one that did the damage, and the one from which on it was bound to happen. */
    step: number | null, cause: number | null, inevitable: number | null,
};

/** The machine between two steps. */
export type NmiMoment = {
    /** Steps done. */
    step: number,
    /** Steps of the whole path. */
    length: number,
    /** The link that opens it here: a fragment without `#`. */
    scenario: string,
    /** What has just happened; nothing at the start. */
    last: Step | null,
    /** The CPU and its variables. */
    fields: Array<NmiField>,
    /** The stacks that are in use, each from its top down. */
    stacks: Array<NmiStack>,
    /** Every event, with what it would do here or why it cannot happen. */
    choices: Array<NmiChoice>,
};

export type NmiField = {
    /** Its name, such as `RIP`. */
    name: string,
    /** What it holds. */
    value: string,
};

export type NmiStack = {
    /** Which. */
    name: string,
    /** Its slots. */
    rows: Array<NmiSlot>,
};

export type NmiSlot = {
    /** Its address, such as `T−40`: 40 bytes below the stack's top. */
    address: string,
    /** What the handler's layout keeps there. */
    role: string,
    /** What is there. */
    content: string,
    /** Who wrote it. */
    writer: string,
    /** Whether RSP points at it. */
    at_rsp: boolean,
    /** Whether it is free for the next push. */
    below_rsp: boolean,
};

export type NmiChoice = {
    /** The event: `run`, `nmi`, `breakpoint`, `machine-check` or `iret-fault`. */
    event: string,
    /** Whether it can happen here. */
    possible: boolean,
    /** What it would do, or why it cannot happen. */
    says: string,
};

/** What a link is read as. */
export type Parsed = {
    /** `compare` or `nmi`. */
    view: string,
    /** The canonical fragment, without `#`. */
    scenario: string,
    /** The shortest fragment of the same, a long script packed. */
    packed: string,
    /** The digest that the link claims, or what that begins with. */
    digest: string | null,
    /** What it holds, in words. */
    contents: Array<string>,
    /** What a reader should know. */
    notices: Array<Notice>,
};

export type Notice = {
    /** Whether the link asked for something that it did not get. */
    error: boolean,
    /** The key that it is about. */
    field: string | null,
    /** The notice. */
    text: string,
};

export type Exploration = {
    /** How many NMIs could arrive at most. */
    arrivals: number,
    /** The states of all rows. */
    states: number,
    /** The fingerprint of every verdict, sixteen hexadecimal digits. */
    digest: string,
    /** Each handler in each context against each source of faults. */
    rows: Array<Row>,
};

export type Row = {
    /** How NMIs are handled. */
    handler: string,
    /** What the first NMI interrupts. */
    context: string,
    /** What may fault. */
    faults: string,
    /** Why the combination cannot exist; the keys below are then `null`. */
    impossible: string | null,
    /** How many states can be reached, or were when there was no more room. */
    states: number | null,
    /** Whether there was no more room. */
    bounded: boolean | null,
    /** Each property, by its name. */
    properties: { [key in string]: Verdict } | null,
};

export type Verdict = {
    /** `proved`, `broken` or `bounded`. */
    verdict: string,
    /** The length of the shortest run that breaks it; its link opens right before it does. */
    steps: number | null,
    /** That link's fragment. */
    scenario: string | null,
};



/**
 * A run of the NMI machine that can be stepped both ways, and made to go on otherwise.
 */
export class NmiStepper {
    free(): void;
    /**
     * Goes back. False at the start.
     */
    back(grain?: Grain | null): boolean;
    /**
     * Lets an event happen here; the path goes on from it to its end.
     */
    choose(event: NmiEvent): void;
    /**
     * The fingerprint of that.
     */
    digest(): string;
    /**
     * Goes on. False at the end.
     */
    forward(grain?: Grain | null): boolean;
    /**
     * Goes to a step; beyond the last one to that.
     */
    goTo(step: number): void;
    /**
     * The machine as it stands: CPU, stacks, what has just happened and what can happen next.
     */
    moment(): NmiMoment;
    /**
     * The run of a link or of a preset's name, at the link's step.
     */
    constructor(link: string);
    /**
     * The whole run, step by step, and what it came to. What `pgd nmi --format json` prints.
     */
    report(): NmiRun;
    /**
     * The same as text. What `pgd nmi` prints.
     */
    transcript(): string;
    /**
     * Steps of the whole path.
     */
    readonly length: number;
    /**
     * The link that opens the run where it stands: a fragment without `#`.
     */
    readonly scenario: string;
    /**
     * Steps done.
     */
    readonly step: number;
}

/**
 * Runs one load under the three strategies: that of a link or of a preset's name. What `pgd compare --format json` prints.
 */
export function compare(link: string, options?: CompareOptions | null): Promise<Comparison>;

/**
 * Searches every arrival of NMIs at every boundary. What `pgd explore --format json` prints.
 */
export function explore(options?: ExploreOptions | null): Promise<Exploration>;

/**
 * What a link is read as: a fragment with or without `#`, or a whole address. It never fails: what is wrong is in `notices`.
 */
export function parse(link: string): Parsed;

/**
 * The scenarios with a name, those of both views.
 */
export function presets(): Preset[];

/**
 * Does so at many values of one field. What `pgd sweep --format json` prints.
 */
export function sweep(link: string, options?: SweepOptions | null): Promise<Comparison[]>;
