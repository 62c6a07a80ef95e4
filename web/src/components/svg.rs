//! The few shapes that charts are made of. One function each, since every `html!` brings its own code.

use plot::px;
use yew::prelude::*;

/// A line of text. Class and text are its key, so that ticks can be told apart.
pub fn text(class: &'static str, x: f64, y: f64, text: &str) -> Html {
    html! { <text key={format!("{class} {text}")} {class} x={px(x)} y={px(y)}>{text.to_owned()}</text> }
}

/// A path.
pub fn path(class: &'static str, d: String) -> Html {
    html! { <path key={d.clone()} {class} {d} /> }
}

/// A rectangle.
pub fn rect(class: Classes, (x, y): (f64, f64), (width, height): (f64, f64)) -> Html {
    html! { <rect key={class.to_string()} {class} x={px(x)} y={px(y)} width={px(width)} height={px(height)} rx="3" /> }
}

/// A dot.
pub fn dot(class: Classes, x: f64, y: f64) -> Html {
    html! { <circle key={class.to_string()} {class} cx={px(x)} cy={px(y)} r="4.5" /> }
}
