"""The look: base templates, components, forms and the two view decorators. Knows no business."""
