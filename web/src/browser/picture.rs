//! A chart as a picture of its own: everything that the style sheet says of it is written into it, and what it shows.

use wasm_bindgen::prelude::*;
use web_sys::{
    CanvasRenderingContext2d, Element, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, Node, XmlSerializer,
};

use crate::browser::{document, window};

/// What a style sheet may say of a part, as attributes have it.
const SAID: [&str; 11] = [
    "fill",
    "fill-opacity",
    "stroke",
    "stroke-width",
    "stroke-opacity",
    "stroke-dasharray",
    "paint-order",
    "font-family",
    "font-size",
    "font-weight",
    "text-anchor",
];
/// Room for the title above and for the scenario below.
const ABOVE_PX: f64 = 34.0;
const BELOW_PX: f64 = 40.0;
const MARGIN_PX: f64 = 16.0;

/// A picture as text, with its size.
pub struct Picture {
    /// The SVG.
    pub svg: String,
    size: (f64, f64),
}

impl Picture {
    /// The chart as it would look in a theme, with a title above, and below it the scenario's link, which also stands in its
    /// metadata.
    ///
    /// # Errors
    /// Where the browser has no styles or cannot write XML.
    pub fn of(chart: &Element, theme: &str, title: &str, link: &str) -> Result<Picture, JsValue> {
        let root = document().document_element().ok_or("a page has a root")?;
        let before = root.get_attribute("data-theme");
        // Set, read and set back before anything is drawn.
        root.set_attribute("data-theme", theme)?;
        let picture = Picture::as_shown(chart, &root, title, link);
        match before {
            Some(before) => root.set_attribute("data-theme", &before)?,
            None => root.remove_attribute("data-theme")?,
        }
        picture
    }

    fn as_shown(chart: &Element, root: &Element, title: &str, link: &str) -> Result<Picture, JsValue> {
        let style = |element: &Element| window().get_computed_style(element)?.ok_or_else(|| JsValue::from("no styles"));
        let (originals, copy) = (chart.query_selector_all("*")?, chart.clone_node_with_deep(true)?);
        let copy: Element = copy.unchecked_into();
        let copies = copy.query_selector_all("*")?;
        for at in 0..originals.length() {
            let part = |list: &web_sys::NodeList| list.get(at).map(Node::unchecked_into::<Element>);
            let (Some(from), Some(to)) = (part(&originals), part(&copies)) else { continue };
            let style = style(&from)?;
            for name in SAID {
                to.set_attribute(name, &style.get_property_value(name)?)?;
            }
            to.remove_attribute("class")?;
        }
        let size = chart.get_bounding_client_rect();
        let (width, height) = (size.width() + 2.0 * MARGIN_PX, size.height() + ABOVE_PX + BELOW_PX);
        copy.set_attribute("x", &plot::px(MARGIN_PX))?;
        copy.set_attribute("y", &plot::px(ABOVE_PX))?;
        let inside = XmlSerializer::new()?.serialize_to_string(&copy)?;
        let page = style(root)?;
        let [ground, ink] = ["background-color", "color"].map(|name| page.get_property_value(name).unwrap_or_default());
        let font = "font-family=\"system-ui, sans-serif\"";
        let (title, link) = (escaped(title), escaped(link));
        let [wide, high, left, foot] = [width, height, MARGIN_PX, height - 14.0].map(plot::px);
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{wide}\" height=\"{high}\" viewBox=\"0 0 {wide} {high}\" {font}>\
             <title>{title}</title><metadata>{link}</metadata>\
             <rect width=\"{wide}\" height=\"{high}\" fill=\"{ground}\"/>\
             <text x=\"{left}\" y=\"22\" font-size=\"15\" font-weight=\"650\" fill=\"{ink}\">{title}</text>{inside}\
             <text x=\"{left}\" y=\"{foot}\" font-size=\"11\" fill=\"{ink}\">model time, not a benchmark · {link}</text></svg>"
        );
        Ok(Picture { svg, size: (width, height) })
    }

    /// Saves it as PNG, two pixels for each of the page.
    ///
    /// # Errors
    /// Where the browser cannot draw.
    pub fn save_png(&self, name: &str) -> Result<(), JsValue> {
        let image = HtmlImageElement::new()?;
        let (shown, (width, height), name) = (image.clone(), self.size, name.to_owned());
        let draw = move || -> Result<(), JsValue> {
            let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
            canvas.set_width((2.0 * width) as u32);
            canvas.set_height((2.0 * height) as u32);
            let context = canvas.get_context("2d")?.ok_or("no canvas")?.unchecked_into::<CanvasRenderingContext2d>();
            context.draw_image_with_html_image_element_and_dw_and_dh(&shown, 0.0, 0.0, 2.0 * width, 2.0 * height)?;
            save_address(&canvas.to_data_url()?, &name)
        };
        // A picture that cannot be drawn is not saved; there is nothing else to do about it.
        let on_load = Closure::once_into_js(move || drop(draw()));
        image.set_onload(Some(on_load.unchecked_ref()));
        image.set_src(&data_address("image/svg+xml", &self.svg));
        Ok(())
    }
}

/// Saves a text as a file.
///
/// # Errors
/// Where the browser makes no elements.
pub fn save_text(text: &str, kind: &str, name: &str) -> Result<(), JsValue> {
    save_address(&data_address(kind, text), name)
}

fn data_address(kind: &str, text: &str) -> String {
    format!("data:{kind};charset=utf-8,{}", String::from(js_sys::encode_uri_component(text)))
}

fn save_address(address: &str, name: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(address);
    link.set_download(name);
    link.click();
    Ok(())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}
