CREATE TYPE mood AS ENUM ('very_happy', 'sad');
