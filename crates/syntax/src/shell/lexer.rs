//! A script as words and what parts them.

/// What a script is made of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word, without its quotes.
    Word(String),
    /// The script inside a substitution.
    Inner(String),
    /// The body of a here-document that is handed to the command around it.
    Here(String),
    /// `(`.
    Open,
    /// `)`.
    Close,
    /// The end of a command: a line break, `;`, `&`, `|` or two of them.
    End,
    /// The end of a branch of a `case`.
    CaseEnd,
}

/// The tokens of `script`, each with the lines that stand before it.
pub(super) fn tokens(script: &str) -> Vec<(u32, Token)> {
    let mut lexer = Lexer::new(script);
    while let Some(c) = lexer.next() {
        lexer.take(c);
    }
    lexer.finish_word();
    lexer.tokens
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
    line: u32,
    tokens: Vec<(u32, Token)>,
    /// The word that is being read, and the line it started on.
    word: Option<(u32, String)>,
    /// The next word is the target of a redirection.
    redirected: bool,
    /// Here-documents whose bodies start after this line, and the token that stands for each.
    delimiters: Vec<(String, usize)>,
    /// The next word is the delimiter of a here-document.
    awaits_delimiter: bool,
}

impl Lexer {
    fn new(script: &str) -> Self {
        Self {
            chars: script.chars().filter(|c| *c != '\r').collect(),
            at: 0,
            line: 0,
            tokens: Vec::new(),
            word: None,
            redirected: false,
            delimiters: Vec::new(),
            awaits_delimiter: false,
        }
    }

    fn next(&mut self) -> Option<char> {
        let c = self.chars.get(self.at).copied()?;
        self.at += 1;
        if c == '\n' {
            self.line = self.line.saturating_add(1);
        }
        Some(c)
    }

    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn starts_with(&self, text: &str) -> bool {
        text.chars().enumerate().all(|(offset, c)| self.chars.get(self.at + offset) == Some(&c))
    }

    fn push(&mut self, c: char) {
        let line = self.line;
        self.word.get_or_insert((line, String::new())).1.push(c);
    }

    fn take(&mut self, c: char) {
        match c {
            '\n' => self.line_break(),
            ' ' | '\t' => self.finish_word(),
            '#' if self.word.is_none() => self.comment(),
            '\\' => match self.next() {
                Some('\n') | None => {}
                Some(escaped) => self.push(escaped),
            },
            '\'' => self.single_quoted(),
            '"' => self.double_quoted(),
            '$' => self.dollar(),
            '`' => self.backticks(),
            '<' => self.less(),
            '>' => self.redirect(),
            '&' if self.peek() == Some('>') => self.finish_word(),
            ';' | '&' | '|' => self.operator(c),
            '(' if self.is_array() => {
                self.at -= 1;
                self.copy_nested('(', ')');
            }
            '(' => self.mark(Token::Open),
            ')' => self.mark(Token::Close),
            _ => self.push(c),
        }
    }

    fn mark(&mut self, token: Token) {
        self.finish_word();
        self.tokens.push((self.line, token));
    }

    fn finish_word(&mut self) {
        let Some((line, word)) = self.word.take() else {
            return;
        };
        if self.awaits_delimiter {
            self.awaits_delimiter = false;
            self.delimiters.push((word, self.tokens.len()));
            self.tokens.push((line, Token::Here(String::new())));
        } else if self.redirected {
            self.redirected = false;
        } else {
            self.tokens.push((line, Token::Word(word)));
        }
    }

    fn line_break(&mut self) {
        self.finish_word();
        self.redirected = false;
        self.awaits_delimiter = false;
        self.tokens.push((self.line.saturating_sub(1), Token::End));
        for (delimiter, at) in std::mem::take(&mut self.delimiters) {
            let line = self.line;
            let body = self.body(&delimiter);
            if let Some(token) = self.tokens.get_mut(at) {
                *token = (line, Token::Here(body));
            }
        }
    }

    /// What stands before the line that holds nothing but the delimiter, as far as blanks go.
    fn body(&mut self, delimiter: &str) -> String {
        let mut body = String::new();
        loop {
            let mut line = String::new();
            let ended = loop {
                match self.next() {
                    None => break true,
                    Some('\n') => break false,
                    Some(c) => line.push(c),
                }
            };
            if line.trim() == delimiter {
                return body;
            }
            body.push_str(&line);
            body.push('\n');
            if ended {
                return body;
            }
        }
    }

    fn comment(&mut self) {
        while self.peek().is_some_and(|c| c != '\n') {
            self.at += 1;
        }
    }

    fn single_quoted(&mut self) {
        self.word.get_or_insert((self.line, String::new()));
        while let Some(c) = self.next() {
            if c == '\'' {
                return;
            }
            self.push(c);
        }
    }

    fn double_quoted(&mut self) {
        self.word.get_or_insert((self.line, String::new()));
        while let Some(c) = self.next() {
            match c {
                '"' => return,
                '\\' => match self.next() {
                    Some('\n') | None => {}
                    Some(escaped) => self.push(escaped),
                },
                '$' => self.dollar(),
                '`' => self.backticks(),
                _ => self.push(c),
            }
        }
    }

    /// Keeps `${{ … }}`, `${…}` and `$((…))` in the word; reads the script inside `$(…)`.
    fn dollar(&mut self) {
        self.push('$');
        if self.starts_with("{{") {
            self.copy_until("}}");
        } else if self.starts_with("{") {
            self.copy_nested('{', '}');
        } else if self.starts_with("((") {
            self.copy_nested('(', ')');
        } else if self.starts_with("(") {
            self.substitution();
        }
    }

    /// Reads the script between the brackets that follow.
    fn substitution(&mut self) {
        let line = self.line;
        let inner = self.copy_nested('(', ')');
        let script: String = inner.chars().skip(1).collect();
        let script = script.strip_suffix(')').unwrap_or(&script).to_owned();
        self.tokens.push((line, Token::Inner(script)));
    }

    /// Whether a bracket opens the value of `name=(…)`.
    fn is_array(&self) -> bool {
        self.word.as_ref().is_some_and(|(_, word)| word.ends_with('='))
    }

    fn backticks(&mut self) {
        let line = self.line;
        let mut script = String::new();
        while let Some(c) = self.next() {
            if c == '`' {
                break;
            }
            script.push(c);
        }
        format!("`{script}`").chars().for_each(|c| self.push(c));
        self.tokens.push((line, Token::Inner(script)));
    }

    fn copy_until(&mut self, end: &str) {
        while self.at < self.chars.len() && !self.starts_with(end) {
            if let Some(c) = self.next() {
                self.push(c);
            }
        }
        for _ in end.chars() {
            if let Some(c) = self.next() {
                self.push(c);
            }
        }
    }

    /// Copies from an opening to its closing bracket, quotes respected, and says what was copied.
    fn copy_nested(&mut self, open: char, close: char) -> String {
        let mut copied = String::new();
        let (mut depth, mut quote) = (0_usize, None);
        while let Some(c) = self.next() {
            self.push(c);
            copied.push(c);
            match quote {
                Some(mark) if c == mark => quote = None,
                None if c == '\'' || c == '"' => quote = Some(c),
                None if c == open => depth += 1,
                None if c == close => depth -= 1,
                Some(_) | None => {}
            }
            if depth == 0 {
                break;
            }
        }
        copied
    }

    /// A parameter of CircleCI, a here-document, a here-string or an input.
    fn less(&mut self) {
        if let Some(length) = self.parameter() {
            self.push('<');
            for _ in 0..length {
                if let Some(c) = self.next() {
                    self.push(c);
                }
            }
            return;
        }
        self.finish_descriptor();
        if self.starts_with("<<") {
            self.at += 2;
            self.redirected = true;
        } else if self.starts_with("<") {
            self.at += 1;
            if self.peek() == Some('-') {
                self.at += 1;
            }
            self.awaits_delimiter = true;
        } else if self.peek() == Some('(') {
            self.push('<');
            self.substitution();
        } else {
            self.redirected = true;
        }
    }

    /// How many characters `<< parameters.x >>` goes on for behind its first `<`.
    fn parameter(&self) -> Option<usize> {
        let rest: String =
            self.chars.get(self.at..)?.iter().take(200).take_while(|c| **c != '\n').collect();
        let inside = rest.strip_prefix('<')?;
        let (name, _) = inside.split_once(">>")?;
        let plain = name
            .trim()
            .trim_start_matches(['#', '^', '/', ' '])
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | '(' | ')'));
        (plain && name.contains('.')).then(|| 1 + name.chars().count() + 2)
    }

    fn redirect(&mut self) {
        self.finish_descriptor();
        while matches!(self.peek(), Some('>' | '|')) {
            self.at += 1;
        }
        if self.peek() == Some('&') {
            self.at += 1;
        }
        if self.peek() == Some('(') {
            self.push('>');
            self.substitution();
        } else {
            self.redirected = true;
        }
    }

    /// A number right before a redirection says which stream, and is no word.
    fn finish_descriptor(&mut self) {
        let is_descriptor =
            self.word.as_ref().is_some_and(|(_, word)| word.chars().all(|c| c.is_ascii_digit()));
        if is_descriptor {
            self.word = None;
        }
        self.finish_word();
    }

    fn operator(&mut self, c: char) {
        let twice = self.peek() == Some(c);
        if twice || c == '|' && self.peek() == Some('&') {
            self.at += 1;
        }
        self.redirected = false;
        let token = if twice && c == ';' { Token::CaseEnd } else { Token::End };
        self.mark(token);
    }
}
