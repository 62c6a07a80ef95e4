//! The switch of light and dark.

use yew::prelude::*;

use crate::browser::theme::Theme;

/// A button that goes through auto, light and dark.
#[function_component]
pub fn ThemeSwitch() -> Html {
    let theme = use_state_eq(Theme::current);
    let on_click = {
        let theme = theme.clone();
        Callback::from(move |_: MouseEvent| {
            let next = theme.next();
            next.apply();
            theme.set(next);
        })
    };
    html! {
        <button type="button" class="button theme" onclick={on_click} title="Light or dark: as the system has it, or chosen">
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
                <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" stroke-width="1.5" />
                <path d="M8 1.5a6.5 6.5 0 0 1 0 13z" fill="currentColor" />
            </svg>
            <span class="hide-narrow">{format!("Theme: {}", theme.id())}</span>
        </button>
    }
}
