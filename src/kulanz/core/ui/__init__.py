"""The look all interfaces share: templates, styles, scripts, menu, brand."""
