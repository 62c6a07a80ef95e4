//! A view's place in the page, which index.html has ready: an element with the view's id.

use std::cell::RefCell;

use scenario::View;
use yew::html::BaseComponent;

use crate::browser::{Listener, address, crash, document, window};

/// Shows a component in the view's place while the address asks for that view; from the first call on for ever, since a
/// program that has been loaded is at hand when one comes back.
pub fn keep<C>(view: View)
where
    C: BaseComponent,
    C::Properties: Default,
{
    yew::set_custom_panic_hook(Box::new(crash::show));
    let shown = RefCell::new(None);
    let follow = move || {
        let mut shown = shown.borrow_mut();
        if View::of_link(&address::fragment()) != view {
            if let Some(shown) = shown.take() {
                yew::AppHandle::destroy(shown);
            }
        } else if shown.is_none()
            && let Some(place) = document().get_element_by_id(view.id())
        {
            document().set_title(&format!("{} · pgd playground", view.title()));
            *shown = Some(yew::Renderer::<C>::with_root(place).render());
        }
    };
    follow();
    // Before the component's own listener, so that it does not hear of links to other views.
    std::mem::forget(Listener::new(&window(), "hashchange", move |_| follow()));
}
