"""Steps that gather what a page shows, and the shapes it is shown in. They write nothing."""
