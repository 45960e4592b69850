// Defines <roomscribe-captions room="…">. One script tag is all that another page needs:
//   <script type="module" src="https://captions.example.org/captions.js"></script>
import { RoomscribeCaptions } from './captions/element.js';

if (!customElements.get('roomscribe-captions')) {
  customElements.define('roomscribe-captions', RoomscribeCaptions);
}
