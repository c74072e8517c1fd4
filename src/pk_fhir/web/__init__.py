"""What both HTTP edges share: request → `Caller`, errors in their two forms, bodies, compression, the request log."""
