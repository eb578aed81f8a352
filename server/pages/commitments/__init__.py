"""Compromisos: the public list, and what waits for a verifier.

`words` says what each is called; `narrowing` how a list is asked for; `cards` shows one in a list;
`headings` stands above every page on all of them; `listed` and `waiting` are the two pages.
"""
