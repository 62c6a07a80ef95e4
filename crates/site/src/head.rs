//! What a pasted link unfurls to, and the head of the pages here.

/// The size of each picture, and the files in a preset's folder.
pub const PICTURE: &str = "preview.png";
/// The same for a dark ground.
pub const PICTURE_DARK: &str = "preview-dark.png";
/// As wide as services show it.
pub const PICTURE_WIDTH: u32 = 1200;
/// As high as services show it.
pub const PICTURE_HEIGHT: u32 = 630;

/// Nothing from elsewhere, and no script or style in the page.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'";

/// Where a page is.
#[derive(Clone, Copy)]
pub enum Place<'a> {
    /// The playground itself.
    Playground,
    /// The page of all presets.
    Presets,
    /// One preset's.
    Preset(&'a str),
}

impl Place<'_> {
    /// From the playground's folder.
    fn path(self) -> String {
        match self {
            Place::Playground => String::new(),
            Place::Presets => "s/".to_owned(),
            Place::Preset(name) => format!("s/{name}/"),
        }
    }

    /// Back to the playground's folder.
    pub fn root(self) -> &'static str {
        match self {
            Place::Playground => "./",
            Place::Presets => "../",
            Place::Preset(_) => "../../",
        }
    }
}

/// Where the site is published.
pub struct Site {
    /// Ending in a slash. Without it links are relative, and services that want whole addresses of pictures show none.
    pub address: Option<String>,
}

impl Site {
    /// The address of a file in the playground's folder, for a page.
    pub fn link(&self, from: Place, path: &str) -> String {
        format!("{}{path}", self.address.as_deref().unwrap_or_else(|| from.root()))
    }
}

/// What a page says of itself.
pub struct About<'a> {
    pub place: Place<'a>,
    pub title: &'a str,
    pub sentence: &'a str,
    /// The preset whose picture it has.
    pub picture_of: Option<&'a str>,
}

/// The tags by which services show a link to the page.
pub fn unfurling(site: &Site, about: &About) -> String {
    let (title, sentence) = (text(about.title), text(about.sentence));
    let own = match site.address {
        Some(_) => site.link(about.place, &about.place.path()),
        None => "./".to_owned(),
    };
    let mut tags = format!(
        "<link rel=\"canonical\" href=\"{own}\">\n\
         <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"pgd playground\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:description\" content=\"{sentence}\">\n\
         <meta property=\"og:url\" content=\"{own}\">\n\
         <meta name=\"twitter:title\" content=\"{title}\">\n<meta name=\"twitter:description\" content=\"{sentence}\">\n"
    );
    let Some(name) = about.picture_of else { return tags + "<meta name=\"twitter:card\" content=\"summary\">\n" };
    let picture = site.link(about.place, &format!("s/{name}/{PICTURE}"));
    tags.push_str(&format!(
        "<meta name=\"twitter:card\" content=\"summary_large_image\">\n<meta name=\"twitter:image\" content=\"{picture}\">\n\
         <meta property=\"og:image\" content=\"{picture}\">\n<meta property=\"og:image:alt\" content=\"{title}: {sentence}\">\n\
         <meta property=\"og:image:width\" content=\"{PICTURE_WIDTH}\">\n\
         <meta property=\"og:image:height\" content=\"{PICTURE_HEIGHT}\">\n"
    ));
    tags
}

/// A page from its beginning to where its head can have more.
pub fn begun(site: &Site, about: &About) -> String {
    let folder = format!("{}s/", about.place.root());
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{} · pgd playground</title>\n\
         <meta name=\"description\" content=\"{}\">\n{}\
         <link rel=\"icon\" href=\"{folder}icon.svg\">\n<link rel=\"stylesheet\" href=\"{folder}page.css\">\n",
        text(about.title),
        text(about.sentence),
        unfurling(site, about),
    )
}

/// Text as HTML has it, also between quotation marks.
pub fn text(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
