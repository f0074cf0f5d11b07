"""Single sign-on by OpenID Connect: the protocol is django-allauth's, whom it lets in is ours."""
