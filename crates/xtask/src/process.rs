//! Running other programs: in view, for their answer, or quietly with a sign of life.

use std::env;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// How often a long step says that it is alive.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How much of a failed step's output is shown; the whole is in its log file.
const SHOWN_ON_FAILURE_LINES: usize = 30;

/// The full path of a program on PATH.
pub fn find_on_path(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file())
}

/// The command as a person would type it, for messages.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

fn cannot_start(command: &Command, error: &std::io::Error) -> Failure {
    Failure::failed(format!("cannot start `{}`: {error}", shown(command)))
}

fn ended_badly(command: &Command, status: ExitStatus) -> Failure {
    Failure::failed(format!("`{}` failed ({status})", shown(command)))
}

/// The first line that a program prints, if it runs and succeeds. For `--version` and the like.
pub fn answer(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

/// Runs a program in view of the person.
pub fn run(command: &mut Command) -> Outcome {
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(ended_badly(command, status)) }
}

/// Runs a program in view of the person, and hands each line of its standard output to `line` as well.
pub fn run_reading(command: &mut Command, mut line: impl FnMut(&str)) -> Outcome {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
    if let Some(output) = child.stdout.take() {
        for text in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{text}");
            line(&text);
        }
    }
    let status = child.wait().map_err(|error| cannot_start(command, &error))?;
    if status.success() { Ok(()) } else { Err(ended_badly(command, status)) }
}

/// Puts the program in this one's place, so that ctrl-C and `kill` reach it and nothing is left behind.
pub fn become_program(mut command: Command) -> Outcome {
    #[cfg(unix)]
    {
        let error = std::os::unix::process::CommandExt::exec(&mut command);
        Err(cannot_start(&command, &error))
    }
    #[cfg(not(unix))]
    run(&mut command)
}

/// A long program that is run out of view: its output goes to a log, its progress to one line every ten seconds.
pub struct Quiet<'a> {
    /// What the lines of progress begin with.
    pub name: &'a str,
    /// The file that takes the whole output.
    pub log: PathBuf,
    /// When to give up.
    pub limit: Option<Duration>,
}

impl Quiet<'_> {
    /// Runs the program to its end. A failure shows the end of its output.
    pub fn run(&self, command: &mut Command) -> Outcome {
        self.attempt(command).inspect_err(|_| self.show_end_of_log())
    }

    /// Runs a program that may well fail, since there is another way: the output is in the log only.
    pub fn attempt(&self, command: &mut Command) -> Outcome {
        let cannot_log = |error| Failure::failed(format!("cannot write {}: {error}", self.log.display()));
        if let Some(folder) = self.log.parent() {
            fs::create_dir_all(folder).map_err(cannot_log)?;
        }
        let mut log = File::create(&self.log).map_err(cannot_log)?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| cannot_start(command, &error))?;
        let lines = lines_of(&mut child);

        let in_time = self.follow(&lines, |line| writeln!(log, "{line}").map_err(cannot_log))?;
        if !in_time {
            // The program may have ended by itself in this instant; either way it is gone afterwards.
            child.kill().ok();
        }
        let status = child.wait().map_err(|error| cannot_start(command, &error))?;
        if !in_time {
            let seconds = self.limit.unwrap_or_default().as_secs();
            return Err(Failure::failed(format!("`{}` did not end within {seconds} s", shown(command))));
        }
        if status.success() { Ok(()) } else { Err(ended_badly(command, status)) }
    }

    /// Passes the lines on until there are no more (true) or the time is up (false).
    fn follow(&self, lines: &Receiver<String>, mut each: impl FnMut(&str) -> Outcome) -> Outcome<bool> {
        let started = Instant::now();
        let mut next_sign = started + HEARTBEAT;
        let mut last = String::new();
        loop {
            match lines.recv_timeout(next_sign.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    each(&line)?;
                    if !line.trim().is_empty() {
                        last = line.trim().to_owned();
                    }
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    clear_progress();
                    return Ok(true);
                }
            }
            if Instant::now() >= next_sign {
                next_sign += HEARTBEAT;
                show_progress(self.name, started.elapsed(), &last);
            }
            if self.limit.is_some_and(|limit| started.elapsed() > limit) {
                clear_progress();
                return Ok(false);
            }
        }
    }

    fn show_end_of_log(&self) {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        for line in &lines[lines.len().saturating_sub(SHOWN_ON_FAILURE_LINES)..] {
            eprintln!("    {line}");
        }
        eprintln!("    (all of it: {})", self.log.display());
    }
}

/// Both outputs of a program, line by line, as they come.
fn lines_of(child: &mut Child) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    let outputs: [Option<Box<dyn Read + Send>>; 2] = [
        child.stdout.take().map(|output| Box::new(output) as Box<dyn Read + Send>),
        child.stderr.take().map(|output| Box::new(output) as Box<dyn Read + Send>),
    ];
    for output in outputs.into_iter().flatten() {
        let sender = sender.clone();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    break;
                }
            }
        });
    }
    receiver
}

/// One line that is written over on a terminal, and a new one each time elsewhere.
fn show_progress(name: &str, elapsed: Duration, last: &str) {
    let line: String = format!("set-up  {name:<14} {} s … {last}", elapsed.as_secs()).chars().take(78).collect();
    if std::io::stdout().is_terminal() {
        print!("\r\x1b[2K{line}");
        std::io::stdout().flush().ok();
    } else {
        println!("{line}");
    }
}

fn clear_progress() {
    if std::io::stdout().is_terminal() {
        print!("\r\x1b[2K");
        std::io::stdout().flush().ok();
    }
}
