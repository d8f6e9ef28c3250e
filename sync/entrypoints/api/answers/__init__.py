"""The shapes of the API's answers and questions: OpenAPI, and the pages' types, are made of them."""
