"""A signed head of the registry's log."""

from __future__ import annotations

from contracts.heads import HeadSigned

HEAD_SIGNED = HeadSigned(
    log_id="registry",
    source="/bac-lieu/registry/registry",
    position=120,
    chain="72af814f1278186fa5941fc91ec7da63e13ffb4f8a5fa8a4e6ff326d6381168b",
    key_id="pmEQCoN151UrciYG",
    signature="SIMA2TRhn4wQIWcDqEPVUENvagN6NEzhmxVAGXj8coTph6UuGQRT6QKwHmCzg79-jmssMEb_6EZSBHv7JQHXAg",
)
